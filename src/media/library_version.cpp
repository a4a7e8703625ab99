// SPDX-License-Identifier: MIT
#include "media/library_version.hpp"

#include <gst/gst.h>

#include <memory>

namespace janus_talk::media {

std::string library_version() {
    const std::unique_ptr<gchar, decltype(&g_free)> text{gst_version_string(), g_free};
    return std::string{text.get()} + "\n";
}

} // namespace janus_talk::media
