// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media: ownership of C objects, visible in the type.

#include <gst/gst.h>

#include <initializer_list>
#include <memory>
#include <string>

namespace janus_talk::media {

namespace release {

struct Object {
    void operator()(gpointer object) const noexcept { g_object_unref(object); }
};

/// A pipeline must be in NULL before its last reference goes. That may block, see Teardown.
struct Pipeline {
    void operator()(GstElement* pipeline) const noexcept {
        gst_element_set_state(pipeline, GST_STATE_NULL);
        gst_object_unref(pipeline);
    }
};

struct Caps {
    void operator()(GstCaps* caps) const noexcept { gst_caps_unref(caps); }
};

struct Buffer {
    void operator()(GstBuffer* buffer) const noexcept { gst_buffer_unref(buffer); }
};

struct Sample {
    void operator()(GstSample* sample) const noexcept { gst_sample_unref(sample); }
};

struct Message {
    void operator()(GstMessage* message) const noexcept { gst_message_unref(message); }
};

struct Structure {
    void operator()(GstStructure* structure) const noexcept { gst_structure_free(structure); }
};

struct Error {
    void operator()(GError* error) const noexcept { g_error_free(error); }
};

struct Memory {
    void operator()(gpointer memory) const noexcept { g_free(memory); }
};

} // namespace release

/// One reference to any GObject.
template <typename T>
using ObjectPtr = std::unique_ptr<T, release::Object>;
using ElementPtr = ObjectPtr<GstElement>;
using PipelinePtr = std::unique_ptr<GstElement, release::Pipeline>;
using PadPtr = ObjectPtr<GstPad>;
using CapsPtr = std::unique_ptr<GstCaps, release::Caps>;
using BufferPtr = std::unique_ptr<GstBuffer, release::Buffer>;
using SamplePtr = std::unique_ptr<GstSample, release::Sample>;
using MessagePtr = std::unique_ptr<GstMessage, release::Message>;
using StructurePtr = std::unique_ptr<GstStructure, release::Structure>;
using ErrorPtr = std::unique_ptr<GError, release::Error>;
using CharPtr = std::unique_ptr<gchar, release::Memory>;

/// A second reference to an object that somebody else owns.
template <typename T>
[[nodiscard]] ObjectPtr<T> share(T* object) {
    if (object != nullptr)
        g_object_ref(object);
    return ObjectPtr<T>{object};
}

/// A new element whose floating reference is ours, so that adding it to a bin takes a second one.
/// The start-up check has already named missing plug-ins; what fails here is a broken installation.
/// @throws base::Error (device)
[[nodiscard]] ElementPtr make_element(const char* factory, const char* name = nullptr);

/// A new, empty pipeline.
[[nodiscard]] PipelinePtr make_pipeline();

/// Adds the elements to a bin and links them in this order.
/// @throws base::Error (internal) when they don't fit, which is a bug
void add_chain(GstElement* bin, std::initializer_list<GstElement*> elements);

/// The caps of pcm.hpp.
[[nodiscard]] CapsPtr make_pcm_caps(unsigned channels);

/// For C interfaces that keep a pointer and call a function to destroy it.
template <typename T>
void destroy(gpointer data) noexcept {
    const std::unique_ptr<T> owned{static_cast<T*>(data)};
}

/// @throws base::Error (internal) on a malformed description, which is a bug.
[[nodiscard]] CapsPtr make_caps(const std::string& description);

/// Reads an object property; null when it is unset.
template <typename T>
[[nodiscard]] ObjectPtr<T> object_property(gpointer object, const char* name) {
    gpointer value = nullptr;
    g_object_get(object, name, &value, nullptr);
    return ObjectPtr<T>{static_cast<T*>(value)};
}

/// Reads a string property; empty when it is unset.
[[nodiscard]] std::string string_property(gpointer object, const char* name);

} // namespace janus_talk::media
