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

DeviceChoice choose_pulse(const std::string& name, Direction direction) {
    const std::string factory = factory_of(AudioDevice::Backend::pulse, direction);
    require_plugin(factory);
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
bool alsa_opens(const std::string& factory, const std::string& name) {
    std::promise<bool> promise;
    auto answer = promise.get_future();
    std::thread{[factory, name, promise = std::move(promise)]() mutable {
        const PipelinePtr element{GST_ELEMENT(
                gst_object_ref_sink(gst_element_factory_make(factory.c_str(), nullptr)))};
        g_object_set(element.get(), "device", name.c_str(), nullptr);
        promise.set_value_at_thread_exit(gst_element_set_state(element.get(), GST_STATE_READY) !=
                                         GST_STATE_CHANGE_FAILURE);
    }}.detach();
    constexpr std::chrono::seconds limit{5};
    return answer.wait_for(limit) == std::future_status::ready && answer.get();
}

DeviceChoice choose_alsa(const std::string& name, Direction direction) {
    const std::string factory = factory_of(AudioDevice::Backend::alsa, direction);
    require_plugin(factory);
    if (!alsa_opens(factory, name)) {
        throw base::Error(
                {base::ExitCode::device,
                 "The ALSA device '" + base::harmless(name) + "' can't be opened.",
                 "janus-talk devices lists what there is; another program may be using it.",
                 {}});
    }
    return {factory, name};
}

} // namespace

std::vector<DeviceChoice> choose_devices(const AudioSpec& spec, Direction direction) {
    switch (spec.kind) {
    case AudioSpec::Kind::pulse:
        return {choose_pulse(spec.name, direction)};
    case AudioSpec::Kind::alsa:
        return {choose_alsa(spec.name, direction)};
    case AudioSpec::Kind::device_search: {
        const AudioDevice device = find_device(list_devices(), direction, spec.name);
        return {{factory_of(device.backend, direction), device.name}};
    }
    default:
        return {{factory_of(AudioDevice::Backend::pulse, direction), {}},
                {factory_of(AudioDevice::Backend::alsa, direction), {}}};
    }
}

} // namespace janus_talk::media
