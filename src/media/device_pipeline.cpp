// SPDX-License-Identifier: MIT
#include "media/device_pipeline.hpp"

#include "base/text.hpp"
#include "media/device_provider.hpp"
#include "media/device_watch.hpp"
#include "media/missing_devices.hpp"
#include "media/teardown.hpp"

#include <algorithm>

namespace janus_talk::media {

namespace {

using core::media::Direction;

constexpr std::chrono::milliseconds tick{200};

/// The monitor of an idle null sink needs 2 s for its first sample.
constexpr std::chrono::seconds patience_at_start{5};
constexpr std::chrono::seconds patience{2};

} // namespace

std::string DeviceChoice::spec() const {
    return device.empty() ? "default" : (is_pulse() ? "pulse:" : "alsa:") + device;
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
      timer_(context_.loop, [this] { on_tick(); }),
      news_(settings_.direction, wanted().spec(), context_.report) {
    if (!context_.missing)
        context_.missing = std::make_shared<MissingDevices>(context_.report);
    if (!context_.devices)
        context_.devices = std::make_shared<DeviceWatch>(context_.loop, context_.mailbox);
    if (settings_.give_up)
        context_.missing->expect(settings_.direction);
}

void DevicePipeline::drop(std::shared_ptr<GstElement> pipeline) {
    if (pipeline)
        Teardown::abandon([gone = std::move(pipeline)]() mutable { gone.reset(); });
}

DevicePipeline::~DevicePipeline() {
    context_.devices->listen(settings_.direction, nullptr);
    home_.close();
    drop(std::move(pipeline_));
}

bool DevicePipeline::has_pulse() const {
    return std::any_of(settings_.choices.begin(),
                       settings_.choices.end(),
                       [](const DeviceChoice& each) { return each.is_pulse(); });
}

void DevicePipeline::start() {
    if (state_ != State::closed)
        return;
    context_.devices->listen(settings_.direction, [this](const std::vector<AudioDevice>& devices) {
        on_devices(devices);
    });
    retry_pause_ = return_pause_ = shortest_pause;
    open_first_choice();
}

BlockingWork DevicePipeline::stop() {
    timer_.disarm();
    context_.devices->listen(settings_.direction, nullptr);
    if (settings_.direction == Direction::output)
        context_.devices->note_loudspeaker({});
    ++attempt_;
    if (state_ != State::given_up)
        state_ = State::closed;
    if (!pipeline_)
        return nullptr;
    return [pipeline = std::move(pipeline_)]() mutable { pipeline.reset(); };
}

void DevicePipeline::open_first_choice() {
    choice_ = 0;
    if (has_pulse())
        context_.devices->start();
    open();
}

void DevicePipeline::open() {
    state_ = State::opening;
    ++attempt_;
    where_.reset();
    moved_elsewhere_ = asking_ = false;
    activity_ = std::make_shared<Activity>();
    activity_->allowed = settings_.direction == Direction::output || !choice().is_pulse() ||
                         !choice().device.empty();
    activity_->first = [home = home_, attempt = attempt_] {
        home.send([attempt](DevicePipeline& self) { self.on_first(attempt); });
    };
    last_moved_ = 0;
    opened_at_ = quiet_since_ = Clock::now();
    timer_.arm_at(quiet_since_ + tick);
    // Loading plug-ins takes tens of milliseconds, and a frozen sound server holds the one who asks
    // for ever.
    Teardown::abandon([build = settings_.build,
                       choice = choice(),
                       is_retry = news_.is_lost(),
                       activity = activity_,
                       receiver = BusReceiver{home_, attempt_}] {
        // A pulsesrc that finds no server leaves a thread and two descriptors behind.
        if (is_retry && choice.is_pulse() && !pulse_answers())
            return send_error(receiver, "The sound server is gone.");
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
        if (activity_->moved > 0)
            on_first(attempt);
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

void DevicePipeline::on_first(std::uint32_t attempt) {
    if (attempt != attempt_ || !pipeline_)
        return;
    if (choice().is_pulse()) {
        ask_where();
    } else {
        settle();
    }
}

void DevicePipeline::ask_where() {
    if (!pipeline_ || !choice().is_pulse() || asking_)
        return;
    asking_ = true;
    Teardown::abandon([home = home_, attempt = attempt_, pipeline = pipeline_]() mutable {
        const ElementPtr device{gst_bin_get_by_name(GST_BIN(pipeline.get()), device_element)};
        // This asks the server.
        const std::string name = string_property(device.get(), "current-device");
        home.send([attempt, name](DevicePipeline& self) { self.on_where(attempt, name); });
    });
}

void DevicePipeline::on_where(std::uint32_t attempt, const std::string& name) {
    if (attempt != attempt_ || !pipeline_)
        return;
    asking_ = false;
    if (where_ != name)
        moved_at_ = Clock::now();
    moved_elsewhere_ = moved_elsewhere_ || (where_ && *where_ != name);
    where_ = name;
    if (settings_.direction == Direction::output)
        context_.devices->note_loudspeaker(name);
    settle();
}

void DevicePipeline::on_devices(const std::vector<AudioDevice>& devices) {
    const auto is_wanted = [this](const AudioDevice& device) {
        return device.direction == settings_.direction && wanted().is_pulse() &&
               (wanted().device.empty() || device.name == wanted().device);
    };
    wanted_is_there_ = std::any_of(devices.begin(), devices.end(), is_wanted);
    if (state_ == State::waiting && wanted_is_there_ && Clock::now() - opened_at_ >= shortest_pause)
        return open_first_choice();
    if (state_ == State::open && stands_in() && wanted_is_there_)
        return return_to_wanted();
    if (activity_ && activity_->moved > 0)
        ask_where();
}

void DevicePipeline::on_error(std::uint32_t attempt, const std::string& text) {
    // A dying device sends a thousand errors; the first one of each pipeline counts.
    if (attempt != attempt_ || (state_ != State::opening && state_ != State::open))
        return;
    const bool was_opening = state_ == State::opening;
    if (choice().is_pulse())
        context_.devices->suspect();
    drop(std::move(pipeline_));
    if (was_opening && settings_.give_up && !news_.has_flown()) {
        if (next_choice())
            return open();
        state_ = State::given_up;
        timer_.disarm();
        return context_.missing->missing(settings_.direction);
    }
    // Its substitute may open, but the device itself is lost.
    if (choice_ == 0 && is_named())
        news_.lost(text);
    if (was_opening && next_choice())
        return open();
    news_.lost(text);
    wait_before_retry();
}

bool DevicePipeline::next_choice() {
    while (++choice_ < settings_.choices.size()) {
        if (choice().is_pulse() || !pulse_has_worked_)
            return true;
    }
    choice_ = 0;
    return false;
}

void DevicePipeline::on_tick() {
    if (state_ == State::waiting)
        return open_first_choice();
    if (state_ != State::opening && state_ != State::open)
        return;
    timer_.arm_at(Clock::now() + tick);
    check_activity();
    if (state_ == State::open && stands_in())
        probe_wanted();
}

void DevicePipeline::check_activity() {
    const auto now = Clock::now();
    const std::uint64_t moved = activity_->moved;
    if (moved != last_moved_) {
        quiet_since_ = now;
        last_moved_ = moved;
        return settle();
    }
    const auto limit = state_ == State::open ? patience : patience_at_start;
    if (now - quiet_since_ <= limit)
        return;
    if (state_ == State::opening && settings_.give_up && !news_.has_flown())
        return on_error(attempt_, "it does not answer");
    // An ALSA device that is gone may keep its thread busy without ever giving an error.
    if (!choice().is_pulse())
        return on_error(attempt_, "it does not answer.");
    // The pipeline stays: a frozen sound server goes on where it stopped.
    news_.lost("it does not answer.");
}

void DevicePipeline::wait_before_retry() {
    state_ = State::waiting;
    ++attempt_;
    timer_.arm_at(Clock::now() + retry_pause_);
    retry_pause_ = std::min(retry_pause_ * 2, longest_pause);
}

} // namespace janus_talk::media
