// SPDX-License-Identifier: MIT
#pragma once

#include "core/connect_times.hpp"
#include "core/ports.hpp"
#include "signaling/lws_context.hpp"
#include "signaling/proxy.hpp"
#include "signaling/url.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::signaling {

/// All measured on the monotonic clock.
struct WebSocketTimeouts {
    using Duration = std::chrono::milliseconds;

    /// From open() to on_signaling_open(): name, TCP, TLS and upgrade, all addresses together.
    /// Looking the name up has no limit of its own, because a second name server is only asked
    /// after five seconds.
    Duration connect = std::chrono::seconds{10};
    /// For one address; less when many addresses must share `connect`.
    Duration address = std::chrono::seconds{5};
    /// Silence before we send a WebSocket ping.
    Duration idle = std::chrono::seconds{1};
    /// Silence before on_signaling_silent(). Longer than `idle`, by more than any usable path needs
    /// for a ping and its answer.
    Duration silent = std::chrono::seconds{2};
    /// Silence before the connection counts as dead: TCP mends what a network loses for shorter.
    /// Longer than `idle`.
    Duration hang_up = std::chrono::seconds{15};
    /// From the first piece of a message to its last.
    Duration message = std::chrono::seconds{10};
    /// From close() to the end, whatever the server does.
    Duration close = std::chrono::seconds{2};
};

struct WebSocketOptions {
    Url url;
    /// "janus-protocol", or "janus-admin-protocol" for the Admin API. The server must agree to it.
    std::string subprotocol = "janus-protocol";
    /// PEM file of authorities to trust instead of the system's.
    std::optional<std::string> ca_file;
    /// PEM files that prove who we are; the key may be in the certificate's file.
    std::optional<std::string> client_cert;
    std::optional<std::string> client_key;
    /// Accept any certificate. What is wrong with it is logged.
    bool insecure = false;
    /// Numeric addresses to use, in this order, instead of looking the host (or the proxy) up. The
    /// name still counts for the certificate and the Host header.
    std::vector<std::string> addresses;
    /// Asked for a tunnel to the server, whose name it then looks up. See find_proxy().
    std::optional<Proxy> proxy{};
    /// Largest message taken from the server, in bytes; of a larger one only so much is kept and
    /// passed on as cut. Janus' largest (a full room with long names) are some 100 kB, but every
    /// participant can make larger ones with a name.
    std::size_t max_message = std::size_t{1} << 20U;
    /// A message that is longer still ends the connection with status 1009. At least max_message.
    std::size_t longest_message = std::size_t{16} << 20U;
    /// Most bytes waiting to be sent; a server that reads so slowly is given up. One message may
    /// always wait.
    std::size_t send_queue = std::size_t{256} << 10U;
    WebSocketTimeouts timeouts;
};

/// A connection to Janus: text messages over ws:// or wss://.
///
/// - Every address of the host is tried in turn; the sentence of a failure tells what each one
/// said.
/// - Certificates are checked, redirects are not followed, binary frames are
/// ignored.
/// - An end nobody here asked for has exit class `unreachable` (DNS, TCP, TLS, HTTP, silence),
/// `refused` (HTTP
///   401, 403), `try_later` (HTTP 429, 503) or `protocol` (what no WebSocket server may do).
/// - The observer is called from the loop, never from inside a call to this object and never from
/// inside
///   libwebsockets: in any of its callbacks it may open, send, close, or destroy this object.
/// @thread main
class WebSocket final : public core::SignalingPort {
public:
    /// @param context made with `tls` when the URL is wss://; must outlive this object, like the
    /// observer
    /// @throws base::Error of class `device` when a TLS file is missing or not what it should be
    WebSocket(LwsContext& context, WebSocketOptions options, core::SignalingObserver& observer);
    /// Cuts the connection without another word to anybody. close() is the polite way.
    ~WebSocket() override;
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;
    WebSocket(WebSocket&&) = delete;
    WebSocket& operator=(WebSocket&&) = delete;

    void open() noexcept override;
    void send(std::string text) noexcept override;
    void close() noexcept override;

    /// Of the last open().
    [[nodiscard]] const core::ConnectTimes& times() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::signaling
