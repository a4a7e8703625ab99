// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"

#include <array>
#include <functional>

namespace janus_talk::media {

/// Makes one warning of a microphone and a loudspeaker that are both missing: a machine without a
/// sound card has one problem, not two. Waits with the first until the second is decided.
/// @thread main
class MissingDevices {
public:
    using Direction = core::media::Direction;

    explicit MissingDevices(std::function<void(const core::MediaEvent&)> report);

    /// A device of this direction is looked for; found() or missing() follows.
    void expect(Direction direction);
    void found(Direction direction);
    void missing(Direction direction);

private:
    enum class State { not_wanted, looked_for, found, missing };

    void decide();
    [[nodiscard]] State& state(Direction direction);

    std::function<void(const core::MediaEvent&)> report_;
    std::array<State, 2> states_{State::not_wanted, State::not_wanted};
    bool told_ = false;
};

} // namespace janus_talk::media
