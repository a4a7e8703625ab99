// SPDX-License-Identifier: MIT
#pragma once

#include "signaling/url.hpp"

#include <string_view>

// Private to this room. Pure.

namespace janus_talk::signaling {

/// Whether a list as in NO_PROXY has the host of `url` in it; see find_proxy() for what may stand
/// there. What can't be understood matches nothing.
[[nodiscard]] bool is_listed(std::string_view list, const Url& url);

} // namespace janus_talk::signaling
