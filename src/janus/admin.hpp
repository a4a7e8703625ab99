// SPDX-License-Identifier: MIT
#pragma once

#include "base/secret.hpp"
#include "janus/admin_message.hpp"
#include "janus/admin_request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

// Codec of the Admin API. The rules of encode.hpp and decode.hpp hold here too.

namespace janus_talk::janus {

/// Holds the secret in clear: never log it.
[[nodiscard]] std::string encode(const AdminEnvelope& envelope,
                                 const std::optional<base::Secret>& admin_secret);

[[nodiscard]] std::variant<AdminMessage, DecodeFailure> decode_admin(std::string_view text);

/// Understands what the server says about a handle, in either layout: the whole answer, or only its
/// `info` object as people save it from the server's admin page.
[[nodiscard]] std::variant<HandleInfo, DecodeFailure> decode_handle_info(std::string_view text);

} // namespace janus_talk::janus
