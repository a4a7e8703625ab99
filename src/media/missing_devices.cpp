// SPDX-License-Identifier: MIT
#include "media/missing_devices.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::media {

MissingDevices::MissingDevices(std::function<void(const core::MediaEvent&)> report)
    : report_(std::move(report)) {}

MissingDevices::State& MissingDevices::state(Direction direction) {
    return states_.at(static_cast<std::size_t>(direction));
}

void MissingDevices::expect(Direction direction) {
    state(direction) = State::looked_for;
}

void MissingDevices::found(Direction direction) {
    state(direction) = State::found;
    decide();
}

void MissingDevices::missing(Direction direction) {
    state(direction) = State::missing;
    decide();
}

void MissingDevices::decide() {
    if (told_ || std::find(states_.begin(), states_.end(), State::looked_for) != states_.end())
        return;
    const bool no_input = state(Direction::input) == State::missing;
    const bool no_output = state(Direction::output) == State::missing;
    if (!no_input && !no_output)
        return;
    told_ = true;
    base::Failure failure{base::ExitCode::device, {}, {}, {}};
    if (no_input && no_output) {
        failure.text = "No sound card was found; silence is sent and nothing is played.";
        failure.hint = "Choose devices with --input and --output; janus-talk devices lists them.";
    } else if (no_input) {
        failure.text = "No microphone was found; silence is sent.";
        failure.hint = "Choose one with --input; janus-talk devices lists them.";
    } else {
        failure.text = "No loudspeaker was found; nothing is played.";
        failure.hint = "Choose one with --output; janus-talk devices lists them.";
    }
    report_(core::media::Warning{std::move(failure)});
}

} // namespace janus_talk::media
