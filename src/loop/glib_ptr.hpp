// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"
#include "loop/priority.hpp"

#include <gio/gio.h>
#include <glib.h>

#include <memory>

// Private to this room: GLib handles that free themselves.

namespace janus_talk::loop {

template <auto release>
struct Release {
    template <typename T>
    void operator()(T* handle) const noexcept {
        release(handle);
    }
};

/// Takes the source out of its context before it lets go, so that no callback can follow.
struct DestroySource {
    void operator()(GSource* source) const noexcept {
        g_source_destroy(source);
        g_source_unref(source);
    }
};

using ContextPtr = std::unique_ptr<GMainContext, Release<g_main_context_unref>>;
using LoopPtr = std::unique_ptr<GMainLoop, Release<g_main_loop_unref>>;
using SourcePtr = std::unique_ptr<GSource, DestroySource>;
using ErrorPtr = std::unique_ptr<GError, Release<g_error_free>>;
using CharPtr = std::unique_ptr<gchar, Release<g_free>>;

template <typename T>
using ObjectPtr = std::unique_ptr<T, Release<g_object_unref>>;

[[nodiscard]] inline GMainContext* context_of(const MainLoop& loop) noexcept {
    return static_cast<GMainContext*>(loop.native_context());
}

[[nodiscard]] constexpr int to_glib(Priority priority) noexcept {
    switch (priority) {
    case Priority::high:
        return G_PRIORITY_HIGH;
    case Priority::normal:
        return G_PRIORITY_DEFAULT;
    case Priority::low:
        return G_PRIORITY_DEFAULT + 50;
    }
    return G_PRIORITY_DEFAULT;
}

/// Gives `source` a name for debuggers, a priority and a place in the loop.
inline void
attach(GSource* source, const MainLoop& loop, const char* name, Priority priority) noexcept {
    g_source_set_static_name(source, name);
    g_source_set_priority(source, to_glib(priority));
    g_source_attach(source, context_of(loop));
}

} // namespace janus_talk::loop
