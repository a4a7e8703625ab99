// SPDX-License-Identifier: MIT
#pragma once

#include "janus/server_message.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace janus_talk::janus {

/// Makes JSON of the first bytes of a JSON object that was too long to be kept: drops the member or
/// element that is not complete, and closes what is open. Whether the rest is JSON is for the
/// parser to judge; nesting of more than 64 levels gives the empty text.
[[nodiscard]] std::string closed_json(std::string_view head);

/// Like decode(), for a message of which only the first bytes were kept. One participant's name can
/// make a message that long, and must neither keep us from the room nor throw us out of it. The
/// message says that it was cut: its last list may be incomplete, and a member that is absent may
/// have been there.
[[nodiscard]] std::variant<ServerMessage, DecodeFailure> decode_cut(std::string_view head);

} // namespace janus_talk::janus
