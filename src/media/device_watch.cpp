// SPDX-License-Identifier: MIT
#include "media/device_watch.hpp"

#include "media/device_provider.hpp"
#include "media/gst_ptr.hpp"
#include "media/teardown.hpp"

#include <chrono>
#include <utility>

namespace janus_talk::media {

namespace {

using Clock = std::chrono::steady_clock;

// A headset that is plugged in is several devices, and the default follows a moment later.
constexpr std::chrono::milliseconds first_round{100};
constexpr std::chrono::milliseconds second_round{400};
constexpr int rounds_after_change = 2;

struct Change {
    std::function<void()> report;
};

GstBusSyncReply on_message(GstBus* /*bus*/, GstMessage* message, gpointer data) noexcept {
    switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_DEVICE_ADDED:
    case GST_MESSAGE_DEVICE_REMOVED:
    case GST_MESSAGE_DEVICE_CHANGED:
        static_cast<const Change*>(data)->report();
        break;
    default:
        break;
    }
    gst_message_unref(message);
    return GST_BUS_DROP;
}

/// Not the one that all of the process share: that one stays with a sound server that has died.
GstDeviceProvider* new_pulse_provider() {
    const ObjectPtr<GstDeviceProviderFactory> found{
            gst_device_provider_factory_find("pulsedeviceprovider")};
    if (!found)
        return nullptr;
    const ObjectPtr<GstPluginFeature> loaded{
            gst_plugin_feature_load(GST_PLUGIN_FEATURE(found.get()))};
    if (!loaded)
        return nullptr;
    const GType type = gst_device_provider_factory_get_device_provider_type(
            GST_DEVICE_PROVIDER_FACTORY(loaded.get()));
    return GST_DEVICE_PROVIDER(gst_object_ref_sink(g_object_new(type, nullptr)));
}

} // namespace

struct DeviceWatch::Provider {
    explicit Provider(std::function<void()> report) : provider(new_pulse_provider()) {
        if (!provider)
            return;
        const ObjectPtr<GstBus> bus{gst_device_provider_get_bus(provider.get())};
        gst_bus_set_sync_handler(bus.get(),
                                 on_message,
                                 std::make_unique<Change>(Change{std::move(report)}).release(),
                                 destroy<Change>);
        started = gst_device_provider_start(provider.get()) != 0;
    }

    ~Provider() {
        if (started)
            gst_device_provider_stop(provider.get());
    }

    Provider(const Provider&) = delete;
    Provider& operator=(const Provider&) = delete;
    Provider(Provider&&) = delete;
    Provider& operator=(Provider&&) = delete;

    const ObjectPtr<GstDeviceProvider> provider;
    bool started = false;
};

bool pulse_answers() {
    const ObjectPtr<GstDeviceProvider> provider{new_pulse_provider()};
    if (!provider || gst_device_provider_start(provider.get()) == 0)
        return false;
    gst_device_provider_stop(provider.get());
    return true;
}

DeviceWatch::DeviceWatch(const loop::MainLoop& loop, loop::Mailbox::Sender mailbox)
    : home_(std::move(mailbox), this), timer_(loop, [this] { on_timer(); }) {}

DeviceWatch::~DeviceWatch() {
    home_.close();
    if (provider_)
        Teardown::abandon([gone = std::move(provider_)]() mutable { gone.reset(); });
}

void DeviceWatch::listen(Direction direction, Listener listener) {
    listeners_.at(static_cast<std::size_t>(direction)) = std::move(listener);
}

void DeviceWatch::start() {
    if (starting_ || (provider_ && !suspect_))
        return;
    starting_ = true;
    suspect_ = false;
    ++attempt_;
    // A frozen sound server holds the one who asks, also the one who says goodbye.
    Teardown::abandon([home = home_, attempt = attempt_, old = std::move(provider_)]() mutable {
        old.reset();
        auto provider = std::make_shared<Provider>([home, attempt] {
            home.send([attempt](DeviceWatch& self) { self.on_change(attempt); });
        });
        home.send([attempt, provider = std::move(provider)](DeviceWatch& self) mutable {
            self.on_started(attempt, std::move(provider));
        });
    });
}

void DeviceWatch::on_started(std::uint32_t attempt, std::shared_ptr<Provider> provider) {
    if (attempt != attempt_)
        return;
    starting_ = false;
    if (!provider->started)
        return;
    provider_ = std::move(provider);
    on_change(attempt);
}

void DeviceWatch::on_change(std::uint32_t attempt) {
    if (attempt != attempt_)
        return;
    rounds_ = rounds_after_change;
    if (!timer_.is_armed())
        timer_.arm_at(Clock::now() + first_round);
}

void DeviceWatch::on_timer() {
    if (--rounds_ > 0)
        timer_.arm_at(Clock::now() + second_round);
    tell();
}

void DeviceWatch::tell() const {
    if (!provider_)
        return;
    const std::vector<AudioDevice> devices = devices_of(provider_->provider.get());
    for (const Listener& listener : listeners_) {
        if (listener)
            listener(devices);
    }
}

void DeviceWatch::note_loudspeaker(std::string name) {
    if (name == loudspeaker_)
        return;
    loudspeaker_ = std::move(name);
    // A microphone may have to be looked at again.
    on_change(attempt_);
}

bool DeviceWatch::is_own_loudspeaker(const std::string& microphone) const {
    return !loudspeaker_.empty() && microphone == loudspeaker_ + ".monitor";
}

} // namespace janus_talk::media
