// SPDX-License-Identifier: MIT
#include "app/version.hpp"

#include "media/library_version.hpp"
#include "signaling/library_version.hpp"

namespace janus_talk::app {

std::string version_number() {
    return JANUS_TALK_VERSION;
}

std::string version_line() {
    return "janus-talk " + version_number();
}

std::string version_details() {
    return version_line() + "\n" + media::library_version() + signaling::library_version();
}

} // namespace janus_talk::app
