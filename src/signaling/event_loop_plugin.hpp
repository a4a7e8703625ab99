// SPDX-License-Identifier: MIT
#pragma once

#include <string>

// Private to this room.

namespace janus_talk::signaling {

/// Where Debian's libwebsockets looks for its GLib plug-in; it is built in there.
[[nodiscard]] std::string event_loop_plugin_path();

/// Loads the plug-in that lets libwebsockets run on a GLib loop, and keeps it for the life of the
/// process: libwebsockets unloads it with its context, even when its code is still on the stack.
/// @throws base::Error of class `device` that names the package to install.
void require_event_loop_plugin(const std::string& path = event_loop_plugin_path());

} // namespace janus_talk::signaling
