// SPDX-License-Identifier: MIT
#include "media/device_choice.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "media/device_list.hpp"

#include <algorithm>
#include <future>
#include <thread>

namespace janus_talk::media {

namespace {

using core::media::Direction;

std::string factory_of(AudioDevice::Backend backend, Direction direction) {
    const std::string prefix = backend == AudioDevice::Backend::pulse ? "pulse" : "alsa";
    return prefix + (direction == Direction::input ? "src" : "sink");
}

void require_plugin(const std::string& factory) {
    if (ObjectPtr<GstElementFactory>{gst_element_factory_find(factory.c_str())})
        return;
    const bool pulse = factory.starts_with("pulse");
    throw base::Error({base::ExitCode::device,
                       "GStreamer lacks " + factory + ".",
                       std::string{"Install it with: apt-get install "} +
                               (pulse ? "gstreamer1.0-pulseaudio" : "gstreamer1.0-alsa"),
                       {}});
}

DeviceChoice choose_pulse(const std::string& name, Direction direction, Presence presence) {
    const std::string factory = factory_of(AudioDevice::Backend::pulse, direction);
    require_plugin(factory);
    if (presence == Presence::may_come_late)
        return {factory, name};
    std::vector<AudioDevice> devices = list_devices();
    std::erase_if(devices, [](const AudioDevice& device) {
        return device.backend != AudioDevice::Backend::pulse;
    });
    const bool exists = std::any_of(devices.begin(), devices.end(), [&](const AudioDevice& device) {
        return device.direction == direction && device.name == name;
    });
    // find_device() makes the message that lists what there is.
    return {factory, exists ? name : find_device(devices, direction, name).name};
}

/// ALSA names may come from a configuration file, so no list is complete: the device is opened
/// once.
bool opens_in_time(const DeviceChoice& choice) {
    std::promise<bool> promise;
    auto answer = promise.get_future();
    std::thread{[choice, promise = std::move(promise)]() mutable {
        promise.set_value_at_thread_exit(device_opens(choice));
    }}.detach();
    constexpr std::chrono::seconds limit{5};
    return answer.wait_for(limit) == std::future_status::ready && answer.get();
}

DeviceChoice choose_alsa(const std::string& name, Direction direction, Presence presence) {
    const std::string factory = factory_of(AudioDevice::Backend::alsa, direction);
    require_plugin(factory);
    if (presence == Presence::required && !opens_in_time({factory, name})) {
        throw base::Error(
                {base::ExitCode::device,
                 "The ALSA device '" + base::harmless(name) + "' can't be opened.",
                 "janus-talk devices lists what there is; another program may be using it.",
                 {}});
    }
    return {factory, name};
}

DeviceChoice standard(AudioDevice::Backend backend, Direction direction) {
    return {factory_of(backend, direction), {}};
}

/// A device by its name, and who stands in for it. Where PulseAudio had the device it has the
/// default too; ALSA's would take the sound card away from it.
std::vector<DeviceChoice> with_substitutes(DeviceChoice named, Direction direction) {
    std::vector<DeviceChoice> choices{std::move(named),
                                      standard(AudioDevice::Backend::pulse, direction)};
    if (!choices.front().is_pulse())
        choices.push_back(standard(AudioDevice::Backend::alsa, direction));
    return choices;
}

} // namespace

bool device_opens(const DeviceChoice& choice) {
    GstElement* element = gst_element_factory_make(choice.factory.c_str(), nullptr);
    if (element == nullptr)
        return false;
    const PipelinePtr owned{GST_ELEMENT(gst_object_ref_sink(element))};
    if (!choice.device.empty())
        g_object_set(element, "device", choice.device.c_str(), nullptr);
    return gst_element_set_state(element, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE;
}

std::vector<DeviceChoice>
choose_devices(const AudioSpec& spec, Direction direction, Presence presence) {
    switch (spec.kind) {
    case AudioSpec::Kind::pulse:
        return with_substitutes(choose_pulse(spec.name, direction, presence), direction);
    case AudioSpec::Kind::alsa:
        return with_substitutes(choose_alsa(spec.name, direction, presence), direction);
    case AudioSpec::Kind::device_search: {
        const AudioDevice device = find_device(list_devices(), direction, spec.name);
        return with_substitutes({factory_of(device.backend, direction), device.name}, direction);
    }
    default:
        return {standard(AudioDevice::Backend::pulse, direction),
                standard(AudioDevice::Backend::alsa, direction)};
    }
}

} // namespace janus_talk::media
