// SPDX-License-Identifier: MIT
#include "media/device_pipeline.hpp"

#include "base/text.hpp"
#include "media/missing_devices.hpp"
#include "media/teardown.hpp"

#include <algorithm>

namespace janus_talk::media {

namespace {

using core::media::DeviceChange;
using core::media::Direction;

constexpr std::chrono::milliseconds tick{200};

/// The monitor of an idle null sink needs 2 s for its first sample.
constexpr std::chrono::seconds patience_at_start{5};
constexpr std::chrono::seconds patience{2};

constexpr std::chrono::seconds longest_retry_pause{10};

/// Destroys a pipeline where waiting for it hurts nobody.
void drop(std::shared_ptr<GstElement> pipeline) {
    if (pipeline)
        Teardown::abandon([gone = std::move(pipeline)]() mutable { gone.reset(); });
}

} // namespace

std::string DeviceChoice::spec() const {
    const std::string backend = factory.starts_with("pulse") ? "pulse" : "alsa";
    return device.empty() ? "default" : backend + ":" + device;
}

struct DevicePipeline::BusReceiver {
    Home home;
    std::uint32_t attempt;
};

void DevicePipeline::send_error(const BusReceiver& receiver, const std::string& text) {
    receiver.home.send([attempt = receiver.attempt, text](DevicePipeline& self) {
        self.on_error(attempt, text);
    });
}

void DevicePipeline::watch_bus(GstElement* pipeline, const BusReceiver& receiver) {
    const auto on_message = +[](GstBus*, GstMessage* message, gpointer data) noexcept {
        if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
            GError* error = nullptr;
            gst_message_parse_error(message, &error, nullptr);
            const ErrorPtr owned{error};
            send_error(*static_cast<const BusReceiver*>(data), owned->message);
        } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_LATENCY) {
            const auto* receiver_data = static_cast<const BusReceiver*>(data);
            receiver_data->home.send([attempt = receiver_data->attempt](DevicePipeline& self) {
                if (attempt == self.attempt_)
                    self.agree_on_latency();
            });
        }
        gst_message_unref(message);
        return GST_BUS_DROP;
    };
    const ObjectPtr<GstBus> bus{gst_element_get_bus(pipeline)};
    gst_bus_set_sync_handler(bus.get(),
                             on_message,
                             std::make_unique<BusReceiver>(receiver).release(),
                             destroy<BusReceiver>);
}

DevicePipeline::DevicePipeline(EndContext context, Settings settings)
    : context_(std::move(context)), settings_(std::move(settings)), home_(context_.mailbox, this),
      timer_(context_.loop, [this] { on_tick(); }) {
    if (!context_.missing)
        context_.missing = std::make_shared<MissingDevices>(context_.report);
    if (settings_.give_up)
        context_.missing->expect(settings_.direction);
}

DevicePipeline::~DevicePipeline() {
    home_.close();
    drop(std::move(pipeline_));
}

const char* DevicePipeline::kind() const {
    return settings_.direction == Direction::input ? "microphone" : "loudspeaker";
}

void DevicePipeline::start() {
    if (state_ != State::closed)
        return;
    choice_ = 0;
    retry_pause_ = std::chrono::seconds{1};
    open();
}

BlockingWork DevicePipeline::stop() {
    timer_.disarm();
    ++attempt_;
    lost_ = false;
    if (state_ != State::given_up)
        state_ = State::closed;
    if (!pipeline_)
        return nullptr;
    return [pipeline = std::move(pipeline_)]() mutable { pipeline.reset(); };
}

void DevicePipeline::open() {
    state_ = State::opening;
    ++attempt_;
    activity_ = std::make_shared<Activity>();
    last_moved_ = 0;
    quiet_since_ = Clock::now();
    timer_.arm_at(quiet_since_ + tick);
    // Loading plug-ins takes tens of milliseconds, and a frozen sound server holds the one who asks
    // for ever.
    Teardown::abandon([build = settings_.build,
                       choice = settings_.choices[choice_],
                       activity = activity_,
                       receiver = BusReceiver{home_, attempt_}] {
        try {
            std::shared_ptr<GstElement> pipeline{build(choice, activity)};
            watch_bus(pipeline.get(), receiver);
            gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
            receiver.home.send(
                    [attempt = receiver.attempt, pipeline](DevicePipeline& self) mutable {
                        self.on_opened(attempt, std::move(pipeline));
                    });
        } catch (const base::Error& error) {
            // A plug-in that is not installed.
            send_error(receiver, error.failure().text);
        }
    });
}

void DevicePipeline::on_opened(std::uint32_t attempt, std::shared_ptr<GstElement> pipeline) {
    if (attempt == attempt_ && (state_ == State::opening || state_ == State::open)) {
        pipeline_ = std::move(pipeline);
        agree_on_latency();
    } else {
        drop(std::move(pipeline));
    }
}

void DevicePipeline::agree_on_latency() {
    // A device tells its delay when it is open. Without this, all that is played counts as late.
    if (!pipeline_)
        return;
    gst_element_call_async(
            pipeline_.get(),
            +[](GstElement* pipeline, gpointer) { gst_bin_recalculate_latency(GST_BIN(pipeline)); },
            nullptr,
            nullptr);
}

void DevicePipeline::on_error(std::uint32_t attempt, const std::string& text) {
    // A dying device sends a thousand errors; the first one of each pipeline counts.
    if (attempt != attempt_ || (state_ != State::opening && state_ != State::open))
        return;
    const bool was_opening = state_ == State::opening;
    drop(std::move(pipeline_));
    if (was_opening && choice_ + 1 < settings_.choices.size()) {
        ++choice_;
        return open();
    }
    if (was_opening && !opened_once_ && settings_.give_up) {
        state_ = State::given_up;
        timer_.disarm();
        return context_.missing->missing(settings_.direction);
    }
    lose(base::harmless(text));
    wait_before_retry();
}

void DevicePipeline::on_tick() {
    if (state_ == State::waiting) {
        choice_ = 0;
        return open();
    }
    if (state_ != State::opening && state_ != State::open)
        return;
    timer_.arm_at(Clock::now() + tick);
    check_activity();
}

void DevicePipeline::check_activity() {
    const auto now = Clock::now();
    const std::uint64_t moved = activity_->moved;
    if (moved != last_moved_) {
        if (lost_)
            report(DeviceChange::back);
        else if (state_ == State::opening)
            report(DeviceChange::opened);
        state_ = State::open;
        if (!opened_once_ && settings_.give_up)
            context_.missing->found(settings_.direction);
        opened_once_ = true;
        lost_ = false;
        retry_pause_ = std::chrono::seconds{1};
    }
    if (moved != last_moved_)
        quiet_since_ = now;
    last_moved_ = moved;

    const auto limit = state_ == State::open ? patience : patience_at_start;
    if (now - quiet_since_ <= limit)
        return;
    if (state_ == State::opening && settings_.give_up && !opened_once_)
        return on_error(attempt_, "it does not answer");
    // The pipeline stays: a frozen sound server goes on where it stopped.
    lose("it does not answer.");
}

void DevicePipeline::lose(const std::string& why) {
    if (lost_)
        return;
    lost_ = true;
    const bool input = settings_.direction == Direction::input;
    report(DeviceChange::lost);
    warn(std::string{"The "} + kind() + " " + base::harmless(settings_.choices[choice_].spec()) +
                 " is lost: " + why,
         input ? "Silence is sent until it comes back." : "Nothing is heard until it comes back.");
}

void DevicePipeline::wait_before_retry() {
    state_ = State::waiting;
    timer_.arm_at(Clock::now() + retry_pause_);
    retry_pause_ = std::min(retry_pause_ * 2, longest_retry_pause);
}

void DevicePipeline::report(DeviceChange change) const {
    context_.report(core::media::DeviceChanged{
            change, settings_.direction, settings_.choices[choice_].spec()});
}

void DevicePipeline::warn(const std::string& text, const std::string& hint) const {
    context_.report(core::media::Warning{{base::ExitCode::device, text, hint, {}}});
}

} // namespace janus_talk::media
