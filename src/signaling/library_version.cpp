// SPDX-License-Identifier: MIT
#include "signaling/library_version.hpp"

#include <libwebsockets.h>

namespace janus_talk::signaling {

std::string library_version() {
    return std::string{"libwebsockets "} + lws_get_library_version() + "\n";
}

} // namespace janus_talk::signaling
