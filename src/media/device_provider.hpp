// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/device_list.hpp"

#include <gst/gst.h>

#include <vector>

namespace janus_talk::media {

/// What a started provider knows; asks nobody. Devices whose elements are not known to work are
/// left out.
[[nodiscard]] std::vector<AudioDevice> devices_of(GstDeviceProvider* provider);

/// Whether a PulseAudio server is there; blocks for as long as it is frozen. @thread any
[[nodiscard]] bool pulse_answers();

} // namespace janus_talk::media
