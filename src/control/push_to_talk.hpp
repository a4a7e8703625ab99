// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>

namespace janus_talk::control {

/// Push to talk with the only thing a terminal tells of a key: that it was pressed, again and again
/// while it is held. A tap opens the microphone, or closes it; a key that is held keeps it open
/// until it is let go. Pure: time is an argument.
class PushToTalk {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// A second press within this time is the same one repeated. Keyboards begin to repeat after a
    /// quarter to two thirds of a second.
    static constexpr std::chrono::milliseconds repeat_delay{700};
    /// Without another repetition for so long the key was let go. Consoles repeat 11 times a
    /// second, desktops 25 times, and a network may stand between.
    static constexpr std::chrono::milliseconds release_delay{300};

    /// The key was pressed, or repeats. @return what the mute state shall be, if it changes
    [[nodiscard]] std::optional<bool> press(TimePoint now, bool muted);

    /// When to call release() unless the key is pressed again.
    [[nodiscard]] std::optional<TimePoint> deadline() const { return let_go_at_; }

    /// Time has passed. @return what the mute state shall be, if it changes
    [[nodiscard]] std::optional<bool> release(TimePoint now);

private:
    std::optional<TimePoint> last_press_;
    std::optional<TimePoint> let_go_at_;
    /// The microphone is open because of this key.
    bool opened_ = false;
};

} // namespace janus_talk::control
