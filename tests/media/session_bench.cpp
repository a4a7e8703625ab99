// SPDX-License-Identifier: MIT
#include "media/session_bench.hpp"

namespace janus_talk::media::test {

const GstRuntime& runtime() {
    static const GstRuntime instance;
    return instance;
}

void EventLog::on_media_event(const core::MediaEvent& event) {
    events_.push_back(event);
    if (then)
        then(event);
}

std::vector<core::media::Warning> complaints(const EventLog& log) {
    auto all = log.all<core::media::Warning>();
    std::erase_if(all, [](const core::media::Warning& warning) {
        return warning.failure.text.starts_with("This machine was too busy");
    });
    return all;
}

Stage::Stage() : mailbox(loop) {}

bool Stage::wait_for(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    constexpr auto step = 5ms;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        let(step);
    }
    return true;
}

void Stage::let(std::chrono::milliseconds time) {
    loop::Timer timer{loop, [this] { loop.quit(); }};
    timer.arm_at(std::chrono::steady_clock::now() + time);
    loop.run();
}

MediaOptions quiet_options() {
    MediaOptions options;
    options.input = "null";
    options.output = "null";
    options.ice_interfaces = {"127.0.0.1"};
    return options;
}

MediaOptions with_input(const std::string& input) {
    MediaOptions options = quiet_options();
    options.input = input;
    return options;
}

} // namespace janus_talk::media::test
