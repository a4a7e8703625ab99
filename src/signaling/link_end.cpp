// SPDX-License-Identifier: MIT
#include "signaling/link_end.hpp"

#include "base/text.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace janus_talk::signaling {

namespace {

using base::ExitCode;
using base::Failure;

constexpr std::string_view port_hint =
        "check host and port of the URL, and that Janus runs there with its WebSocket transport "
        "(ws 8188, wss 8989, Admin API 7188 and 7989 by default)";

Failure failure(ExitCode code, std::string text, std::string_view hint = {}) {
    return {code, std::move(text), std::string{hint}, {}};
}

constexpr std::string_view proxy_hint =
        "check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY in the environment";

/// Who was connected to.
std::string next_hop(const Peer& peer) {
    return peer.proxy ? "the proxy " + peer.proxy->authority() : peer.url.authority();
}

Failure tunnelling_failure(const LinkEnd& end, const Peer& peer) {
    const std::string proxy = next_hop(peer);
    const std::string server = peer.url.authority();
    switch (end.http_status) {
    case 0:
        if (end.socket_error != 0)
            return failure(ExitCode::unreachable,
                           "the connection to " + proxy +
                                   " failed: " + socket_error_words(end.socket_error),
                           proxy_hint);
        return failure(ExitCode::unreachable,
                       proxy + " did not answer in HTTP, or closed the connection",
                       proxy_hint);
    case 407:
        if (peer.proxy && peer.proxy->credentials)
            return failure(ExitCode::unreachable,
                           proxy + " refuses the user name or the password (HTTP status 407)",
                           "check them in the environment; only the scheme Basic is supported");
        return failure(ExitCode::unreachable,
                       proxy + " wants a user name and a password (HTTP status 407)",
                       "write the proxy like http://USER:PASSWORD@HOST:PORT");
    default:
        return failure(ExitCode::unreachable,
                       proxy + " made no connection to " + server + " (HTTP status " +
                               std::to_string(end.http_status) + ")",
                       "it may not allow this port, or not reach the server; NO_PROXY in the "
                       "environment lists hosts that are reached directly");
    }
}

Failure connecting_failure(const LinkEnd& end, const Peer& peer) {
    const std::string reason = end.socket_error == 0 ? "the connection could not be made"
                                                     : socket_error_words(end.socket_error);
    return failure(ExitCode::unreachable,
                   "could not connect to " + next_hop(peer) + ": " + reason,
                   peer.proxy ? proxy_hint : port_hint);
}

Failure securing_failure(const LinkEnd& end, const Peer& peer) {
    if (end.certificate)
        return *end.certificate;
    const std::string where = "TLS with " + peer.url.authority() + " failed: ";
    if (end.tls_error == "wrong version number") {
        return failure(ExitCode::unreachable,
                       where + "the server does not speak TLS on this port",
                       "use ws:// for this port, or the port of the server's wss transport (8989 "
                       "by default)");
    }
    if (end.tls_error.empty())
        return failure(
                ExitCode::unreachable, where + "the server closed the connection", port_hint);
    return failure(ExitCode::unreachable, where + base::harmless(end.tls_error));
}

Failure status_failure(int status, const Peer& peer) {
    const std::string text = peer.url.authority() +
                             " answered the WebSocket request with HTTP status " +
                             std::to_string(status);
    switch (status) {
    case 401:
    case 403:
        return failure(ExitCode::refused,
                       text,
                       "a proxy or an access list in front of Janus refuses this client; ask its "
                       "administrator");
    case 429:
    case 503:
        return failure(
                ExitCode::try_later, text, "the server is busy or in maintenance; try again later");
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return failure(ExitCode::unreachable,
                       text,
                       "redirects are not followed; use the URL it redirects to");
    case 404:
        return failure(ExitCode::unreachable,
                       text,
                       "check the path of the URL; Janus itself accepts any path");
    default:
        return failure(ExitCode::unreachable,
                       text,
                       "this is an HTTP server, but no WebSocket answers here; check port and path "
                       "of the URL");
    }
}

Failure subprotocol_failure(const LinkEnd& end, const Peer& peer) {
    const std::string wanted = "\"" + peer.subprotocol + "\"";
    const std::string what = end.agreement == Agreement::missing
                                     ? "without agreeing to the sub-protocol "
                                     : "with another sub-protocol than ";
    return failure(ExitCode::protocol,
                   peer.url.authority() + " opened a WebSocket " + what + wanted,
                   "this is not the WebSocket API of Janus that was asked for; check port and path "
                   "of the URL");
}

Failure upgrading_failure(const LinkEnd& end, const Peer& peer) {
    if (end.agreement == Agreement::missing || end.agreement == Agreement::other)
        return subprotocol_failure(end, peer);
    if (end.http_status != 0 && end.http_status != 101)
        return status_failure(end.http_status, peer);
    if (end.http_status == 101) {
        return failure(ExitCode::protocol,
                       peer.url.authority() + " broke the WebSocket handshake (" +
                               base::harmless(end.complaint) + ")");
    }
    if (!end.tls_error.empty()) { // TLS 1.3: the server judges our certificate after the handshake
        return failure(ExitCode::unreachable,
                       "TLS with " + peer.url.authority() +
                               " failed: " + base::harmless(end.tls_error));
    }
    if (end.tcp == TcpState::alive) {
        return failure(
                ExitCode::unreachable,
                peer.url.authority() + " did not answer in HTTP",
                "check the port of the URL, and whether it should be wss:// instead of ws://");
    }
    return failure(ExitCode::unreachable,
                   peer.url.authority() +
                           " refused the WebSocket: it closed the connection without an answer "
                           "(sub-protocol \"" +
                           peer.subprotocol + "\"?)",
                   "Janus does this when the port belongs to its other API: 8188 and 8989 are for "
                   "clients, 7188 "
                   "and 7989 for the Admin API");
}

ExitCode class_of(std::uint16_t close_code) noexcept {
    switch (close_code) {
    case 1003: // we sent a kind of data it can't take
    case 1007: // not UTF-8
    case 1009: // too big for it
    case 1010:
        return ExitCode::protocol;
    case 1008:
        return ExitCode::refused; // policy
    default:
        return ExitCode::unreachable;
    }
}

// 1002 is not trusted to mean "protocol error": libwebsockets 4.1 also reports 1012 (restart), 1013
// (try again later) and every code that it doesn't know as 1002.
std::string words_for(std::uint16_t close_code) {
    switch (close_code) {
    case 1000:
        return "normal closure";
    case 1001:
        return "going away";
    case 1002:
        return "protocol error, or a code unknown here";
    case 1003:
        return "unsupported data";
    case 1007:
        return "invalid payload";
    case 1008:
        return "policy violation";
    case 1009:
        return "message too big";
    case 1011:
        return "internal error";
    default:
        return "";
    }
}

Failure close_failure(const CloseFrame& frame, const Peer& peer) {
    std::string text = peer.url.authority() + " closed the WebSocket";
    if (frame.code != 0) {
        const std::string words = words_for(frame.code);
        text += " with code " + std::to_string(frame.code) +
                (words.empty() ? "" : " (" + words + ")");
    }
    if (!frame.reason.empty())
        text += ": " + base::harmless(frame.reason);
    return failure(class_of(frame.code), std::move(text));
}

Failure open_failure(const LinkEnd& end, const Peer& peer) {
    if (end.close_frame)
        return close_failure(*end.close_frame, peer);
    const std::string& who = peer.url.authority();
    if (!end.tls_error.empty())
        return failure(ExitCode::unreachable,
                       "TLS with " + who + " broke: " + base::harmless(end.tls_error));
    switch (end.tcp) {
    case TcpState::alive:
        return failure(ExitCode::protocol, who + " broke the WebSocket protocol");
    case TcpState::reset:
        return failure(ExitCode::unreachable, "the connection to " + who + " was reset");
    case TcpState::finished:
    case TcpState::unknown:
        break;
    }
    return failure(ExitCode::unreachable,
                   who + " dropped the connection without closing the WebSocket");
}

} // namespace

std::string socket_error_words(int error) {
    switch (error) {
    case ECONNREFUSED:
        return "connection refused";
    case EHOSTUNREACH:
        return "no route to the host";
    case ENETUNREACH:
        return "the network is unreachable";
    case ETIMEDOUT:
        return "no answer";
    case ECONNRESET:
        return "connection reset";
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
        return "this machine has no address of that kind";
    case EACCES:
    case EPERM:
        return "forbidden by this machine (firewall?)";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    default:
        return std::generic_category().message(error);
    }
}

std::string in_words(std::chrono::milliseconds duration) {
    constexpr std::chrono::milliseconds::rep second = 1000;
    constexpr std::chrono::milliseconds::rep tenth = 100;
    const auto ms = duration.count();
    if (ms < second - tenth / 2)
        return std::to_string((ms + 5) / 10 * 10) + " ms";
    const auto tenths = (ms + tenth / 2) / tenth;
    return std::to_string(tenths / 10) +
           (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " s";
}

base::Failure to_failure(const LinkEnd& end, const Peer& peer) {
    switch (end.stage) {
    case Stage::connecting:
        return connecting_failure(end, peer);
    case Stage::tunnelling:
        return tunnelling_failure(end, peer);
    case Stage::securing:
        return securing_failure(end, peer);
    case Stage::upgrading:
        return upgrading_failure(end, peer);
    case Stage::open:
        return open_failure(end, peer);
    }
    return open_failure(end, peer);
}

base::Failure name_failure(base::Failure failure, const Peer& peer) {
    if (peer.proxy) {
        failure.text = next_hop(peer) + " can't be found: " + failure.text;
        failure.hint = proxy_hint;
    }
    return failure;
}

base::Failure silence_failure(Stage stage, std::chrono::milliseconds limit, const Peer& peer) {
    const std::string who = peer.url.authority();
    const std::string time = in_words(limit);
    switch (stage) {
    case Stage::connecting:
        return failure(ExitCode::unreachable,
                       "could not connect to " + next_hop(peer) + ": no answer within " + time,
                       peer.proxy ? proxy_hint
                                  : "check host and port of the URL, the network and firewalls on "
                                    "the way");
    case Stage::tunnelling:
        return failure(ExitCode::unreachable,
                       next_hop(peer) + " made no connection to " + who + " within " + time,
                       proxy_hint);
    case Stage::securing:
        return failure(
                ExitCode::unreachable,
                who + " accepted the connection but did not finish the TLS handshake within " +
                        time,
                "check the port of the URL, and whether it should be ws:// instead of wss://");
    case Stage::upgrading:
        return failure(
                ExitCode::unreachable,
                who + " accepted the connection but did not answer the WebSocket request within " +
                        time,
                port_hint);
    case Stage::open:
        break;
    }
    return failure(ExitCode::unreachable,
                   "the connection to " + who + " is dead: nothing came for " + time +
                           ", not even the answer to a WebSocket ping");
}

} // namespace janus_talk::signaling
