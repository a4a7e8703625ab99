// SPDX-License-Identifier: MIT
#pragma once

#include "janus/audiobridge_request.hpp"

#include <string>
#include <string_view>

namespace janus_talk::report {

/// What people read about the AudioBridge's answer to `request`: an aligned table for lists, one
/// sentence for deeds; every line is ended. `payload` is janus::payload_of() of the answer.
[[nodiscard]] std::string reply_text(const janus::AudioBridgeRequest& request,
                                     std::string_view payload);

} // namespace janus_talk::report
