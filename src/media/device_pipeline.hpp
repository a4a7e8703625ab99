// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "loop/timer.hpp"
#include "media/audio_ends.hpp"
#include "media/courier.hpp"
#include "media/gst_ptr.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace janus_talk::media {

/// One way to reach a device: an element of GStreamer, and the name that it is given.
struct DeviceChoice {
    std::string factory;
    /// Empty: the element's default.
    std::string device;

    [[nodiscard]] std::string spec() const;
};

/// The life of a microphone or a loudspeaker: it is opened on a thread of its own (a frozen
/// sound server holds the one who asks), watched, given up and opened again, while the conference
/// goes on. @thread main
///
/// Each loss is told once: DeviceChanged `lost` and one Warning; then `back` when sound flows
/// again.
class DevicePipeline {
public:
    /// Counts what passes the device; written by streaming threads.
    struct Activity {
        /// Pieces of sound that the device has given or taken.
        std::atomic<std::uint64_t> moved{0};
    };

    /// Called on that thread.
    using Build = std::function<PipelinePtr(const DeviceChoice&, const std::shared_ptr<Activity>&)>;

    struct Settings {
        core::media::Direction direction = core::media::Direction::input;
        /// Tried in order until one opens.
        std::vector<DeviceChoice> choices;
        /// When none opens at the first try: one Warning, and silence for the rest. Otherwise it is
        /// tried again.
        bool give_up = false;
        Build build;
    };

    DevicePipeline(EndContext context, Settings settings);
    ~DevicePipeline();
    DevicePipeline(const DevicePipeline&) = delete;
    DevicePipeline& operator=(const DevicePipeline&) = delete;
    DevicePipeline(DevicePipeline&&) = delete;
    DevicePipeline& operator=(DevicePipeline&&) = delete;

    void start();
    [[nodiscard]] BlockingWork stop();

private:
    using Clock = std::chrono::steady_clock;
    using Home = Courier<DevicePipeline>;
    enum class State { closed, opening, open, waiting, given_up };

    struct BusReceiver;
    static void send_error(const BusReceiver& receiver, const std::string& text);
    static void watch_bus(GstElement* pipeline, const BusReceiver& receiver);

    void open();
    void on_opened(std::uint32_t attempt, std::shared_ptr<GstElement> pipeline);
    void agree_on_latency();
    void on_error(std::uint32_t attempt, const std::string& text);
    void on_tick();
    void check_activity();
    void lose(const std::string& why);
    void wait_before_retry();
    void report(core::media::DeviceChange change) const;
    void warn(const std::string& text, const std::string& hint) const;
    [[nodiscard]] const char* kind() const;

    EndContext context_;
    Settings settings_;
    Home home_;
    loop::Timer timer_;

    State state_ = State::closed;
    // Sets itself to NULL with the last reference.
    std::shared_ptr<GstElement> pipeline_;
    std::shared_ptr<Activity> activity_;
    // Tells the errors of this pipeline from those of one that was given up.
    std::uint32_t attempt_ = 0;
    std::size_t choice_ = 0;
    bool opened_once_ = false;
    bool lost_ = false;
    std::uint64_t last_moved_ = 0;
    Clock::time_point quiet_since_;
    std::chrono::seconds retry_pause_{1};
};

} // namespace janus_talk::media
