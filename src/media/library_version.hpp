// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace janus_talk::media {

/// The version of GStreamer that is loaded now, as a line that says so and ends with a newline.
/// Needs no gst_init.
[[nodiscard]] std::string library_version();

/// Likewise for libnice, as its elements tell it; empty without them. Needs gst_init.
[[nodiscard]] std::string ice_library_version();

} // namespace janus_talk::media
