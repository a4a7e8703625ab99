// SPDX-License-Identifier: MIT
#include "app/devices.hpp"

#include "base/text.hpp"
#include "json/writer.hpp"
#include "media/device_list.hpp"
#include "media/gst_runtime.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <unistd.h>
#include <vector>

namespace janus_talk::app {

namespace {

using core::media::Direction;
using media::AudioDevice;

const char* name_of(Direction direction) {
    return direction == Direction::input ? "input" : "output";
}

std::string to_json(const std::vector<AudioDevice>& devices) {
    json::Writer writer;
    writer.begin_object().key("v").value(1U).key("devices").begin_array();
    for (const AudioDevice& device : devices) {
        writer.begin_object();
        writer.key("direction").value(name_of(device.direction));
        writer.key("spec").value(device.spec());
        writer.key("name").value(device.name);
        writer.key("description").value(device.description);
        writer.key("default").value(device.is_default);
        writer.key("monitor").value(device.is_monitor);
        writer.end_object();
    }
    writer.end_array().end_object();
    return writer.take();
}

void print_table(const std::vector<AudioDevice>& devices, Direction direction) {
    std::size_t width = 0;
    for (const AudioDevice& device : devices) {
        if (device.direction == direction)
            width = std::max(width, device.spec().size());
    }
    std::printf("%s\n",
                direction == Direction::input ? "Microphones (--input)"
                                              : "Loudspeakers (--output)");
    if (width == 0)
        std::printf("  none\n");
    for (const AudioDevice& device : devices) {
        if (device.direction != direction)
            continue;
        std::printf("%c %-*s  %s%s\n",
                    device.is_default ? '*' : ' ',
                    static_cast<int>(width),
                    base::harmless(device.spec()).c_str(),
                    base::harmless(device.description).c_str(),
                    device.is_monitor ? " (hears a loudspeaker)" : "");
    }
}

} // namespace

base::ExitCode run_devices(bool json) {
    const media::GstRuntime runtime;
    const auto devices = media::list_devices();
    if (json) {
        std::printf("%s\n", to_json(devices).c_str());
    } else {
        print_table(devices, Direction::input);
        print_table(devices, Direction::output);
    }
    return base::ExitCode::ok;
}

base::ExitCode run_device_specs(const std::string& direction) {
    const media::GstRuntime runtime;
    for (const AudioDevice& device : media::list_devices()) {
        if (direction == name_of(device.direction))
            std::printf("%s\n", base::harmless(device.spec(), device.spec().size()).c_str());
    }
    return base::ExitCode::ok;
}

} // namespace janus_talk::app
