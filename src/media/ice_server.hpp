// SPDX-License-Identifier: MIT
#pragma once

#include "base/secret.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace janus_talk::media {

/// A STUN or TURN server as the user names it (RFC 7064, RFC 7065; user and password as in other
/// URLs).
struct IceServer {
    enum class Kind { stun, turn, turns };
    enum class Transport { any, udp, tcp };

    Kind kind = Kind::stun;
    Transport transport = Transport::any;
    std::string user;
    base::Secret password;
    /// Without brackets.
    std::string host;
    std::uint16_t port = 0;
};

/// `stun:host[:port]`; the port is 3478 by default. @throws base::Error (usage)
[[nodiscard]] IceServer parse_stun(std::string_view uri);

/// `turn:user:password@host[:port][?transport=udp|tcp]`, or `turns:` (TLS, port 5349 by default).
/// User and password may be percent-encoded. No message repeats any part of the text. @throws
/// base::Error (usage)
[[nodiscard]] IceServer parse_turn(const base::Secret& uri);

/// The form that webrtcbin wants, `turn://user:password@host:port?transport=…`: a secret.
[[nodiscard]] base::Secret to_webrtcbin_uri(const IceServer& server);

} // namespace janus_talk::media
