// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace janus_talk::signaling {

/// Longest host name. DNS allows 253 bytes, but libwebsockets 4.1 silently cuts the Host header at
/// 127, which has to hold "Host: ", the port and the line end as well.
inline constexpr std::size_t longest_host = 112;

/// Longest path with its query; libwebsockets 4.1 silently cuts the request line at 2047 bytes.
inline constexpr std::size_t longest_target = 1900;

/// The address of a WebSocket server, taken apart. Plain value; make it with parse_url().
struct Url {
    bool secure = false;
    /// A lower-case name, an IPv4 address, or an IPv6 address without brackets ("::1",
    /// "fe80::1%eth0").
    std::string host;
    std::uint16_t port = 0;
    /// What the request line asks for: path and query, starts with '/'. The query may hold a
    /// secret.
    std::string target = "/";

    bool operator==(const Url&) const = default;

    /// The machine itself: nobody on the way can read along.
    [[nodiscard]] bool is_loopback() const;
    [[nodiscard]] bool is_ipv6() const noexcept;
    /// "host:port" as people write it, with brackets where needed.
    [[nodiscard]] std::string authority() const;
    /// What the Host header says: like authority(), without the port when it is the scheme's own
    /// and without the zone of a link-local address, which means something on this machine only.
    [[nodiscard]] std::string host_header() const;
    /// For people, logs and events: complete, except that a query is replaced by "?…".
    [[nodiscard]] std::string shown() const;
};

/// Reads `ws://host[:port][/path][?query]` and the same with `wss://`. Without a port it is 80 or
/// 443, the scheme's own, as every other tool has it. User names, passwords and fragments are
/// refused.
/// @return a failure of class `usage` whose text never quotes more of the URL than its scheme or
/// host.
/// @source RFC 6455 section 3, RFC 3986, RFC 6874 (zones)
[[nodiscard]] std::variant<Url, base::Failure> parse_url(std::string_view text);

} // namespace janus_talk::signaling
