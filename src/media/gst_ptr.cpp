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

PipelinePtr make_pipeline() {
    return PipelinePtr{GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr)))};
}

void add_chain(GstElement* bin, std::initializer_list<GstElement*> elements) {
    GstElement* before = nullptr;
    for (GstElement* element : elements) {
        gst_bin_add(GST_BIN(bin), element);
        if (before != nullptr && gst_element_link(before, element) == 0)
            throw base::Error(
                    {base::ExitCode::internal, "Media elements don't fit together.", {}, {}});
        before = element;
    }
}

CapsPtr make_pcm_caps(unsigned channels) {
    return make_caps("audio/x-raw, format=(string)S16LE, layout=(string)interleaved, "
                     "rate=(int)48000, channels=(int)" +
                     std::to_string(channels));
}

std::string string_property(gpointer object, const char* name) {
    gchar* value = nullptr;
    g_object_get(object, name, &value, nullptr);
    const CharPtr owned{value};
    return owned ? std::string{owned.get()} : std::string{};
}

} // namespace janus_talk::media
