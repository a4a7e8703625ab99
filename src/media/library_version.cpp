// SPDX-License-Identifier: MIT
#include "media/library_version.hpp"

#include <gst/gst.h>

#include <memory>

namespace janus_talk::media {

std::string library_version() {
    const std::unique_ptr<gchar, decltype(&g_free)> text{gst_version_string(), g_free};
    return std::string{text.get()} + "\n";
}

std::string ice_library_version() {
    const std::unique_ptr<GstPlugin, decltype(&gst_object_unref)> plugin{
            gst_registry_find_plugin(gst_registry_get(), "nice"), gst_object_unref};
    return plugin ? std::string{"libnice "} + gst_plugin_get_version(plugin.get()) + "\n" : "";
}

} // namespace janus_talk::media
