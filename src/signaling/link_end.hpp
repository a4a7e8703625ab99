// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "signaling/proxy.hpp"
#include "signaling/url.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

// Private to this room: the end of one connection, and how people are told. Pure.

namespace janus_talk::signaling {

/// How far a connection got.
enum class Stage {
    connecting, ///< TCP
    tunnelling, ///< a proxy was asked for a tunnel to the server
    securing,   ///< TLS handshake
    upgrading,  ///< the HTTP request that asks for a WebSocket
    open,       ///< messages may flow
};

/// What the server's 101 said about the sub-protocol.
enum class Agreement { none_yet, agreed, missing, other };

/// How TCP stood when libwebsockets let go of the connection. It says who ended it.
enum class TcpState {
    unknown,
    alive,    ///< nobody closed it: libwebsockets itself found something wrong
    finished, ///< the server sent FIN
    reset,
};

struct CloseFrame {
    std::uint16_t code = 0;
    std::string reason; ///< untrusted
};

/// Everything known about a connection that is over.
struct LinkEnd {
    Stage stage = Stage::connecting;
    /// errno of the TCP connection; 0 when there was none.
    int socket_error = 0;
    /// Status of the answer to the upgrade, or of the proxy's; 0 when there was no answer.
    int http_status = 0;
    Agreement agreement = Agreement::none_yet;
    /// Why the handshake failed, in words of libwebsockets.
    std::string complaint{};
    /// Why the server's certificate was refused.
    std::optional<base::Failure> certificate{};
    /// Why TLS failed otherwise, in words of OpenSSL.
    std::string tls_error{};
    std::optional<CloseFrame> close_frame{};
    TcpState tcp = TcpState::unknown;
};

/// Whom we talked to, for the sentences.
struct Peer {
    Url url;
    std::string subprotocol;
    /// Who is connected to instead of the server itself.
    std::optional<Proxy> proxy{};
};

/// The sentence and hint for an end nobody here asked for.
[[nodiscard]] base::Failure to_failure(const LinkEnd& end, const Peer& peer);

/// The sentence for a host, the server's or the proxy's, whose name could not be resolved.
[[nodiscard]] base::Failure name_failure(base::Failure failure, const Peer& peer);

/// The same for a server that let `limit` pass in silence.
[[nodiscard]] base::Failure
silence_failure(Stage stage, std::chrono::milliseconds limit, const Peer& peer);

/// "10 s", "1.5 s", "250 ms": rounded, so that a limit looks like the one that was set.
[[nodiscard]] std::string in_words(std::chrono::milliseconds duration);

/// "connection refused" instead of a number.
[[nodiscard]] std::string socket_error_words(int error);

} // namespace janus_talk::signaling
