// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::media {

/// A microphone or a loudspeaker.
struct AudioDevice {
    enum class Backend { pulse, alsa };

    core::media::Direction direction = core::media::Direction::input;
    Backend backend = Backend::pulse;
    /// Stable, as the sound server knows it.
    std::string name;
    /// For people. Untrusted text.
    std::string description;
    /// What `default` means.
    bool is_default = false;
    /// Captures what a loudspeaker plays.
    bool is_monitor = false;

    /// The specification that names exactly this device: `pulse:NAME` or `alsa:NAME`.
    [[nodiscard]] std::string spec() const;
    bool operator==(const AudioDevice&) const = default;
};

/// Asks PulseAudio (or PipeWire's PulseAudio server) and ALSA. PipeWire's own elements are left
/// out: in Debian 12 they crash or stay silent. The list may be empty. @pre GstRuntime
/// @throws base::Error (device) when the sound server does not answer within `limit`; the thread
/// that still waits
///     for it is left behind
[[nodiscard]] std::vector<AudioDevice>
list_devices(std::chrono::milliseconds limit = std::chrono::seconds{5});

/// The one device of that direction whose name or description holds `words` (ASCII case doesn't
/// matter). An exact name wins over a part.
/// @throws base::Error (device) when there is none or more than one; the hint lists what there is
[[nodiscard]] AudioDevice find_device(const std::vector<AudioDevice>& devices,
                                      core::media::Direction direction,
                                      std::string_view words);

} // namespace janus_talk::media
