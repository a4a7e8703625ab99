// SPDX-License-Identifier: MIT
#include "signaling/event_loop_plugin.hpp"

#include "base/failure.hpp"

#include <libwebsockets.h>

#include <dlfcn.h>

namespace janus_talk::signaling {

std::string event_loop_plugin_path() {
    return LWS_INSTALL_LIBDIR "/libwebsockets-evlib_glib.so";
}

void require_event_loop_plugin(const std::string& path) {
    // The handle is not kept: RTLD_NODELETE makes closing it pointless.
    if (dlopen(path.c_str(), RTLD_NOW | RTLD_NODELETE) != nullptr)
        return;
    throw base::Error{{base::ExitCode::device,
                       "the GLib plug-in of libwebsockets is missing (" + path + ")",
                       "install it with: apt-get install libwebsockets-evlib-glib",
                       {}}};
}

} // namespace janus_talk::signaling
