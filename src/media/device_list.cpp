// SPDX-License-Identifier: MIT
#include "media/device_list.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "media/device_provider.hpp"
#include "media/gst_ptr.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <optional>
#include <thread>

namespace janus_talk::media {

namespace {

using core::media::Direction;

std::string lower(std::string_view text) {
    std::string result{text};
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    }
    return result;
}

bool flag(const GstStructure* properties, const char* name) {
    gboolean value = FALSE;
    return gst_structure_get_boolean(properties, name, &value) != 0 && value != 0;
}

/// Empty for devices whose element is not one of the four that are known to work.
std::optional<AudioDevice> describe(GstDevice* device) {
    GstElement* element = gst_device_create_element(device, nullptr);
    if (element == nullptr)
        return std::nullopt;
    const ElementPtr owned{GST_ELEMENT(gst_object_ref_sink(element))};
    const std::string factory = GST_OBJECT_NAME(gst_element_get_factory(element));
    AudioDevice found;
    if (factory.ends_with("src")) {
        found.direction = Direction::input;
    } else {
        found.direction = Direction::output;
    }
    if (factory.starts_with("pulse")) {
        found.backend = AudioDevice::Backend::pulse;
    } else if (factory.starts_with("alsa")) {
        found.backend = AudioDevice::Backend::alsa;
    } else {
        return std::nullopt;
    }
    found.name = string_property(element, "device");
    const CharPtr description{gst_device_get_display_name(device)};
    found.description = description.get();
    const StructurePtr properties{gst_device_get_properties(device)};
    if (properties) {
        found.is_default = flag(properties.get(), "is-default");
        found.is_monitor = g_strcmp0(gst_structure_get_string(properties.get(), "device.class"),
                                     "monitor") == 0;
    }
    return found;
}

std::vector<AudioDevice> ask_providers() {
    std::vector<AudioDevice> devices;
    for (const char* name : {"pulsedeviceprovider", "alsadeviceprovider"}) {
        const ObjectPtr<GstDeviceProvider> provider{gst_device_provider_factory_get_by_name(name)};
        // Only a started provider knows which device is the default.
        if (!provider || gst_device_provider_start(provider.get()) == 0)
            continue;
        for (AudioDevice& device : devices_of(provider.get()))
            devices.push_back(std::move(device));
        gst_device_provider_stop(provider.get());
    }
    return devices;
}

std::string all_of(const std::vector<AudioDevice>& devices, Direction direction) {
    std::string text;
    for (const AudioDevice& device : devices) {
        if (device.direction != direction)
            continue;
        text += text.empty() ? "" : ", ";
        text += base::harmless(device.spec()) + " (" + base::harmless(device.description) + ")";
    }
    return text;
}

[[noreturn]] void refuse(const std::string& text, const std::string& hint) {
    throw base::Error({base::ExitCode::device, text, hint, {}});
}

} // namespace

std::string AudioDevice::spec() const {
    return (backend == Backend::pulse ? "pulse:" : "alsa:") + name;
}

std::vector<AudioDevice> devices_of(GstDeviceProvider* provider) {
    std::vector<AudioDevice> devices;
    GList* list = gst_device_provider_get_devices(provider);
    for (const GList* entry = list; entry != nullptr; entry = entry->next) {
        if (auto device = describe(static_cast<GstDevice*>(entry->data)))
            devices.push_back(std::move(*device));
    }
    g_list_free_full(list, gst_object_unref);
    return devices;
}

std::vector<AudioDevice> list_devices(std::chrono::milliseconds limit) {
    std::promise<std::vector<AudioDevice>> promise;
    auto answer = promise.get_future();
    std::thread{[promise = std::move(promise)]() mutable {
        promise.set_value_at_thread_exit(ask_providers());
    }}.detach();
    if (answer.wait_for(limit) != std::future_status::ready) {
        refuse("The sound server does not answer.",
               "Restart it, or choose another input and output, for example null.");
    }
    return answer.get();
}

AudioDevice
find_device(const std::vector<AudioDevice>& devices, Direction direction, std::string_view words) {
    const char* kind = direction == Direction::input ? "microphone" : "loudspeaker";
    const std::string wanted = lower(words);
    std::vector<AudioDevice> matches;
    for (const AudioDevice& device : devices) {
        if (device.direction != direction)
            continue;
        if (device.name == words)
            return device;
        const bool match = lower(device.name).find(wanted) != std::string::npos ||
                           lower(device.description).find(wanted) != std::string::npos;
        if (match)
            matches.push_back(device);
    }
    if (matches.size() == 1)
        return matches.front();

    const std::string asked = "'" + base::harmless(words) + "'";
    if (matches.size() > 1) {
        refuse(std::string{"More than one "} + kind + " matches " + asked + ".",
               "Choose one: " + all_of(matches, direction) + ".");
    }
    const std::string all = all_of(devices, direction);
    refuse(std::string{"No "} + kind + " matches " + asked + ".",
           all.empty() ? std::string{"No "} + kind + " was found at all."
                       : "There is: " + all + ". A file is given as file:PATH.");
}

} // namespace janus_talk::media
