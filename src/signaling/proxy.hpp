// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "base/secret.hpp"
#include "signaling/url.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace janus_talk::signaling {

/// An HTTP proxy that makes a tunnel to the server (CONNECT).
struct Proxy {
    std::string host; ///< a name or a numeric address, without brackets
    std::uint16_t port = 0;
    /// What the Proxy-Authorization header says after "Basic ": user and password.
    std::optional<base::Secret> credentials{};

    /// "host:port" for people, without the password.
    [[nodiscard]] std::string authority() const;
};

/// How an environment variable is read; empty when it is not set.
using Environment = std::function<std::string(const char* name)>;

/// The process's own, which nobody changes any more by then.
[[nodiscard]] std::string process_environment(const char* name);

/// The proxy that the environment asks for, or none. What curl does, with the exception that
/// addresses of this machine are never asked of a proxy:
/// - wss:// uses https_proxy or HTTPS_PROXY, ws:// http_proxy or HTTP_PROXY (not where there is
///   REQUEST_METHOD, for a CGI's caller sets HTTP_PROXY); then all_proxy or ALL_PROXY;
/// - no_proxy or NO_PROXY lists hosts that are reached directly: names with all below them,
///   addresses, networks (192.0.2.0/24), `*` for all; separated by commas or blanks, each with a
///   port if only that one is meant;
/// - a proxy is written [http://][USER[:PASSWORD]@]HOST[:PORT], port 1080 by default.
/// @return a failure of class `usage` that names the variable and not what is in it, when the proxy
/// is none that can be used: a SOCKS proxy, one that wants TLS itself, or no URL
[[nodiscard]] std::variant<std::optional<Proxy>, base::Failure>
find_proxy(const Url& url, const Environment& environment);

} // namespace janus_talk::signaling
