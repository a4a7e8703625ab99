// SPDX-License-Identifier: MIT
#pragma once

#include "core/ports.hpp"
#include "loop/mailbox.hpp"
#include "loop/main_loop.hpp"
#include "loop/timer.hpp"
#include "media/gst_runtime.hpp"
#include "media/media_options.hpp"
#include "media/media_session.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace janus_talk::media::test {

using namespace std::chrono_literals;

/// One GStreamer per process.
[[nodiscard]] const GstRuntime& runtime();

/// Keeps what a session reports.
class EventLog final : public core::MediaObserver {
public:
    void on_media_event(const core::MediaEvent& event) override;

    template <typename Event>
    [[nodiscard]] std::vector<Event> all() const {
        std::vector<Event> found;
        for (const auto& event : events_) {
            if (const auto* match = std::get_if<Event>(&event))
                found.push_back(*match);
        }
        return found;
    }

    template <typename Event>
    [[nodiscard]] bool has() const {
        return !all<Event>().empty();
    }

    [[nodiscard]] const std::vector<core::MediaEvent>& events() const noexcept { return events_; }

    void clear() { events_.clear(); }

    std::function<void(const core::MediaEvent&)> then;

private:
    std::vector<core::MediaEvent> events_;
};

/// All warnings but those about a machine that is too slow, which say nothing about the program.
[[nodiscard]] std::vector<core::media::Warning> complaints(const EventLog& log);

/// A main loop, and time to let things happen on it.
class Stage {
public:
    Stage();

    /// Runs the loop until `condition` holds; false after `limit`, which only bounds a failing
    /// test.
    bool wait_for(const std::function<bool()>& condition, std::chrono::milliseconds limit = 20s);
    /// Lets things happen for a while.
    void let(std::chrono::milliseconds time);

    loop::MainLoop loop;
    loop::Mailbox mailbox;
};

/// Options with which two ends in one process find each other and nothing else is touched.
[[nodiscard]] MediaOptions quiet_options();
[[nodiscard]] MediaOptions with_input(const std::string& input);

} // namespace janus_talk::media::test
