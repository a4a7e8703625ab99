// SPDX-License-Identifier: MIT
#include "media/ice_server.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace janus_talk::media {

namespace {

constexpr std::uint16_t default_port = 3478;
constexpr std::uint16_t default_tls_port = 5349;

[[noreturn]] void refuse(const std::string& what, const std::string& hint) {
    throw base::Error({base::ExitCode::usage, what, hint, {}});
}

[[noreturn]] void refuse_stun(const std::string& why) {
    refuse("The STUN server can't be used: " + why + ".", "Write it as stun:host[:port].");
}

[[noreturn]] void refuse_turn(const std::string& why) {
    refuse("A TURN server can't be used: " + why + ".",
           "Write it as turn:user:password@host[:port][?transport=udp|tcp].");
}

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ':';
}

struct Address {
    std::string host;
    std::optional<std::uint16_t> port;
};

/// "host", "host:port", "[v6]" or "[v6]:port".
std::optional<Address> parse_address(std::string_view text) {
    std::string_view host = text;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        host = text.substr(1, end - 1);
        port = text.substr(end + 1);
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon);
    }
    if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character))
        return std::nullopt;
    if (port.empty())
        return Address{std::string{host}, std::nullopt};
    if (!port.starts_with(':'))
        return std::nullopt;
    port.remove_prefix(1);
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc{} || end != port.data() + port.size() || number == 0)
        return std::nullopt;
    return Address{std::string{host}, number};
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    // Many people write turn://, as webrtcbin does.
    if (text.starts_with("//"))
        text.remove_prefix(2);
    return true;
}

IceServer::Transport parse_transport(std::string_view query) {
    if (query == "transport=udp")
        return IceServer::Transport::udp;
    if (query == "transport=tcp")
        return IceServer::Transport::tcp;
    refuse_turn("what follows the question mark must be transport=udp or transport=tcp");
}

std::string encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool plain = c != ':' && is_host_character(c);
        if (plain) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte / 16];
        encoded += digits[byte % 16];
    }
    return encoded;
}

void parse_credentials(std::string_view text, IceServer& server) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size())
        refuse_turn("user and password are needed");
    server.user = base::percent_decoded(text.substr(0, colon));
    server.password = base::Secret{base::percent_decoded(text.substr(colon + 1))};
}

} // namespace

IceServer parse_stun(std::string_view uri) {
    if (!take_prefix(uri, "stun:"))
        refuse_stun("it doesn't start with stun:");
    const auto address = parse_address(uri);
    if (!address)
        refuse_stun("it has no valid host and port");
    IceServer server;
    server.host = address->host;
    server.port = address->port.value_or(default_port);
    return server;
}

IceServer parse_turn(const base::Secret& uri) {
    std::string_view text = uri.reveal();
    IceServer server;
    if (take_prefix(text, "turns:")) {
        server.kind = IceServer::Kind::turns;
    } else if (take_prefix(text, "turn:")) {
        server.kind = IceServer::Kind::turn;
    } else {
        refuse_turn("it doesn't start with turn: or turns:");
    }
    // The password may hold anything, so the last @ counts, and a question mark only behind it.
    const auto at = text.rfind('@');
    if (at == std::string_view::npos)
        refuse_turn("user and password are needed");
    parse_credentials(text.substr(0, at), server);
    text.remove_prefix(at + 1);
    if (const auto query = text.find('?'); query != std::string_view::npos) {
        server.transport = parse_transport(text.substr(query + 1));
        text = text.substr(0, query);
    }
    if (server.kind == IceServer::Kind::turns && server.transport == IceServer::Transport::udp)
        refuse_turn("turns: works over tcp only");
    const auto address = parse_address(text);
    if (!address)
        refuse_turn("it has no valid host and port");
    server.host = address->host;
    server.port = address->port.value_or(server.kind == IceServer::Kind::turns ? default_tls_port
                                                                               : default_port);
    return server;
}

base::Secret to_webrtcbin_uri(const IceServer& server) {
    const std::string address = base::host_and_port(server.host, std::to_string(server.port));
    if (server.kind == IceServer::Kind::stun)
        return base::Secret{"stun://" + address};

    std::string uri = server.kind == IceServer::Kind::turns ? "turns://" : "turn://";
    uri += encode(server.user) + ":" + encode(server.password.reveal()) + "@" + address;
    if (server.transport == IceServer::Transport::udp)
        uri += "?transport=udp";
    if (server.transport == IceServer::Transport::tcp)
        uri += "?transport=tcp";
    return base::Secret{std::move(uri)};
}

} // namespace janus_talk::media
