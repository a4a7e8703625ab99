// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"
#include "media/audio_spec.hpp"
#include "media/device_pipeline.hpp"

#include <vector>

namespace janus_talk::media {

/// Which elements to try, in order, for a specification of a device.
/// @throws base::Error (device) when a named device doesn't exist
[[nodiscard]] std::vector<DeviceChoice> choose_devices(const AudioSpec& spec,
                                                       core::media::Direction direction);

} // namespace janus_talk::media
