// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>

namespace janus_talk::core {

/// How far an attempt to connect got, and when, counted from SignalingPort::open(). Of several
/// addresses, `tcp` and what follows are those of the one tried last. Absent: not reached, or not
/// on the way.
struct ConnectTimes {
    using Duration = std::chrono::microseconds;

    bool through_proxy = false;
    bool secure = false;
    /// The name, of the server or of the proxy, has become addresses.
    std::optional<Duration> dns;
    std::optional<Duration> tcp;
    /// The proxy has made its connection.
    std::optional<Duration> proxy;
    /// The certificate was accepted.
    std::optional<Duration> tls;
    /// The server has agreed to a WebSocket.
    std::optional<Duration> websocket;
};

} // namespace janus_talk::core
