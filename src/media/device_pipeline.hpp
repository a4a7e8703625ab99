// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "loop/timer.hpp"
#include "media/audio_ends.hpp"
#include "media/courier.hpp"
#include "media/device_list.hpp"
#include "media/device_news.hpp"
#include "media/gst_ptr.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::media {

/// One way to reach a device: an element of GStreamer, and the name that it is given.
struct DeviceChoice {
    std::string factory;
    /// Empty: the element's default.
    std::string device;

    [[nodiscard]] bool is_pulse() const { return factory.starts_with("pulse"); }

    [[nodiscard]] std::string spec() const;
};

/// The life of a microphone or a loudspeaker: it is opened on a thread of its own (a frozen
/// sound server holds the one who asks), watched, given up and opened again, while the conference
/// goes on. What is told of it: see DeviceNews. @thread main
///
/// While a named device is away, the default stands in for it, and it is taken again when it
/// returns: PulseAudio says when (see DeviceWatch), ALSA devices are tried now and then. `default`
/// follows the sound server, which moves our stream by itself.
class DevicePipeline {
public:
    /// What passes the device; shared with the streaming threads.
    struct Activity {
        /// Pieces of sound that the device has given or taken.
        std::atomic<std::uint64_t> moved{0};
        /// false: it is not known yet which microphone that is; its sound must not be sent.
        std::atomic<bool> allowed{true};
        /// Called with the first piece.
        std::function<void()> first;

        /// @thread streaming
        void note() noexcept {
            if (moved.fetch_add(1, std::memory_order_relaxed) == 0 && first)
                first();
        }
    };

    /// Called on that thread. The element of the device is named `device_element`.
    using Build = std::function<PipelinePtr(const DeviceChoice&, const std::shared_ptr<Activity>&)>;

    struct Settings {
        core::media::Direction direction = core::media::Direction::input;
        /// The one that is wanted, and what stands in for it; tried in order until one opens.
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

    static constexpr const char* device_element = "device";

private:
    using Clock = std::chrono::steady_clock;
    using Home = Courier<DevicePipeline>;
    enum class State { closed, opening, open, waiting, given_up };

    struct BusReceiver;
    static void send_error(const BusReceiver& receiver, const std::string& text);
    static void watch_bus(GstElement* pipeline, const BusReceiver& receiver);

    /// Destroys a pipeline where waiting for it hurts nobody.
    static void drop(std::shared_ptr<GstElement> pipeline);

    /// Changes of the list of devices come in bursts.
    static constexpr std::chrono::seconds shortest_pause{1};
    static constexpr std::chrono::seconds longest_pause{10};

    void open();
    void open_first_choice();
    void on_opened(std::uint32_t attempt, std::shared_ptr<GstElement> pipeline);
    void agree_on_latency();
    void on_first(std::uint32_t attempt);
    void ask_where();
    void on_where(std::uint32_t attempt, const std::string& name);
    void on_devices(const std::vector<AudioDevice>& devices);
    void on_error(std::uint32_t attempt, const std::string& text);
    [[nodiscard]] bool next_choice();
    void on_tick();
    void check_activity();
    void settle();
    void settle_moved();
    void tell_flow();
    [[nodiscard]] bool would_feed_back() const;
    void refuse_feedback();
    void return_to_wanted();
    void probe_wanted();
    void wait_before_retry();

    [[nodiscard]] const DeviceChoice& choice() const { return settings_.choices[choice_]; }

    [[nodiscard]] const DeviceChoice& wanted() const { return settings_.choices.front(); }

    [[nodiscard]] bool has_pulse() const;

    [[nodiscard]] bool is_named() const { return !wanted().device.empty(); }

    /// Another device than the one that was named is open.
    [[nodiscard]] bool stands_in() const { return is_named() && choice_ > 0; }

    EndContext context_;
    Settings settings_;
    Home home_;
    loop::Timer timer_;
    DeviceNews news_;

    State state_ = State::closed;
    // Sets itself to NULL with the last reference.
    std::shared_ptr<GstElement> pipeline_;
    std::shared_ptr<Activity> activity_;
    // Tells the errors of this pipeline from those of one that was given up.
    std::uint32_t attempt_ = 0;
    std::size_t choice_ = 0;
    /// The device of PulseAudio that carries the stream now.
    std::optional<std::string> where_;
    bool moved_elsewhere_ = false;
    bool asking_ = false;
    bool wanted_is_there_ = false;
    /// ALSA must not be tried any more: it would keep the sound card from a server that restarts.
    bool pulse_has_worked_ = false;
    bool probing_ = false;
    std::uint64_t last_moved_ = 0;
    Clock::time_point quiet_since_;
    Clock::time_point opened_at_;
    Clock::time_point next_return_;
    Clock::time_point moved_at_;
    Clock::time_point taken_back_at_;
    std::chrono::seconds retry_pause_{1};
    std::chrono::seconds return_pause_{1};
};

} // namespace janus_talk::media
