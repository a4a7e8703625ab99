// SPDX-License-Identifier: MIT
#include "media/gst_ptr.hpp"

#include "base/failure.hpp"

namespace janus_talk::media {

ElementPtr make_element(const char* factory, const char* name) {
    GstElement* element = gst_element_factory_make(factory, name);
    if (element == nullptr) {
        throw base::Error({base::ExitCode::device,
                           std::string{"GStreamer can't create the element "} + factory + ".",
                           "Check the installation of the GStreamer plug-ins.",
                           {}});
    }
    gst_object_ref_sink(element);
    return ElementPtr{element};
}

CapsPtr make_caps(const std::string& description) {
    GstCaps* caps = gst_caps_from_string(description.c_str());
    if (caps == nullptr)
        throw base::Error({base::ExitCode::internal, "Malformed media caps.", {}, {}});
    return CapsPtr{caps};
}

std::string string_property(gpointer object, const char* name) {
    gchar* value = nullptr;
    g_object_get(object, name, &value, nullptr);
    const CharPtr owned{value};
    return owned ? std::string{owned.get()} : std::string{};
}

} // namespace janus_talk::media
