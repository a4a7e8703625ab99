// SPDX-License-Identifier: MIT
#pragma once

#include "janus/server_message.hpp"

#include <string_view>
#include <variant>

namespace janus_talk::janus {

/// Understands one message of the server. Never throws or asserts on any input: text that is not JSON, is too
/// large or too deep, or lacks a required member, gives a DecodeFailure; unknown kinds and members are
/// tolerated, since newer servers add them.
[[nodiscard]] std::variant<ServerMessage, DecodeFailure> decode(std::string_view text);

} // namespace janus_talk::janus
