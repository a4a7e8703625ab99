// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"
#include "media/audio_spec.hpp"
#include "media/device_pipeline.hpp"

#include <vector>

namespace janus_talk::media {

/// Which elements to try, in order, for a specification of a device; the first is the one that is
/// wanted, the others stand in for it.
/// @throws base::Error (device) when a named device doesn't exist, unless it may come late; part of
/// a name always needs something to fit
[[nodiscard]] std::vector<DeviceChoice>
choose_devices(const AudioSpec& spec, core::media::Direction direction, Presence presence);

/// Opens the device and closes it again; may block for as long as its driver does. @thread any
[[nodiscard]] bool device_opens(const DeviceChoice& choice);

} // namespace janus_talk::media
