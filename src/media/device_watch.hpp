// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"
#include "loop/mailbox.hpp"
#include "loop/main_loop.hpp"
#include "loop/timer.hpp"
#include "media/courier.hpp"
#include "media/device_list.hpp"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::media {

/// What the sound server says about its devices while a conference is on: which come and go, and
/// whether another one has become the default. Shared by both ends. ALSA tells nobody of such
/// things. @thread main
///
/// It also knows which loudspeaker we play into, because a microphone must not be the monitor of
/// it: a sound server without microphones offers that one, and the room would hear itself.
class DeviceWatch {
public:
    using Direction = core::media::Direction;
    /// Called some 100 ms after a change, and once more a little later.
    using Listener = std::function<void(const std::vector<AudioDevice>&)>;

    DeviceWatch(const loop::MainLoop& loop, loop::Mailbox::Sender mailbox);
    ~DeviceWatch();
    DeviceWatch(const DeviceWatch&) = delete;
    DeviceWatch& operator=(const DeviceWatch&) = delete;
    DeviceWatch(DeviceWatch&&) = delete;
    DeviceWatch& operator=(DeviceWatch&&) = delete;

    /// One for each direction; null takes it back.
    void listen(Direction direction, Listener listener);

    /// Begins, or begins anew when suspect() was called. Doesn't wait for the server; where there
    /// is none, nothing happens.
    void start();

    /// The sound server may have gone, which nobody else tells.
    void suspect() noexcept { suspect_ = true; }

    /// Empty: into none.
    void note_loudspeaker(std::string name);

    /// Captures what we play ourselves.
    [[nodiscard]] bool is_own_loudspeaker(const std::string& microphone) const;

private:
    struct Provider;
    using Home = Courier<DeviceWatch>;

    void on_started(std::uint32_t attempt, std::shared_ptr<Provider> provider);
    void on_change(std::uint32_t attempt);
    void on_timer();
    void tell() const;

    Home home_;
    loop::Timer timer_;
    std::array<Listener, 2> listeners_;
    std::shared_ptr<Provider> provider_;
    std::string loudspeaker_;
    // Tells the changes of this provider from those of one that was given up.
    std::uint32_t attempt_ = 0;
    bool starting_ = false;
    bool suspect_ = false;
    int rounds_ = 0;
};

} // namespace janus_talk::media
