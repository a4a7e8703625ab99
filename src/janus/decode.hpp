// SPDX-License-Identifier: MIT
#pragma once

#include "janus/server_message.hpp"

#include <string_view>
#include <variant>

namespace janus_talk::janus {

/// Understands one message of the server. Never throws or asserts on any input: text that is not
/// JSON, is too large or too deep, or lacks a required member, gives a DecodeFailure; unknown kinds
/// and members are tolerated, since newer servers add them. An optional member that is null or of
/// the wrong type counts as absent, unless it is an id or a JSEP: a message that may belong to
/// somebody else is not to be trusted.
[[nodiscard]] std::variant<ServerMessage, DecodeFailure> decode(std::string_view text);

} // namespace janus_talk::janus
