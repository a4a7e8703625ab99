// SPDX-License-Identifier: MIT
#include "signaling/url.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>
#include <optional>
#include <utility>

namespace janus_talk::signaling {

namespace {

using base::Failure;

constexpr std::string_view example = "write it like ws://host:8188 or wss://host:8989/path";

Failure refuse(std::string text, std::string_view hint = example) {
    return {base::ExitCode::usage, std::move(text), std::string{hint}, {}};
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
    std::string lowered{text};
    std::transform(
            lowered.begin(), lowered.end(), lowered.begin(), [](char c) { return lower(c); });
    return lowered;
}

bool is_printable_ascii(char c) noexcept {
    return c > 0x20 && c < 0x7F;
}

std::string quoted(std::string_view text) {
    return "\"" + base::harmless(text, 80) + "\"";
}

// Everything the whole text must satisfy, before it is taken apart.
std::optional<Failure> check_characters(std::string_view text) {
    if (text.empty())
        return refuse("the URL is empty");
    for (const char c : text) {
        if (is_printable_ascii(c))
            continue;
        if (c == ' ')
            return refuse("the URL contains a space", "write %20 for a space in the path");
        if (static_cast<unsigned char>(c) >= 0x80) {
            return refuse("the URL contains a character that is not ASCII",
                          "write international host names as xn--…, and other characters as %XX");
        }
        return refuse("the URL contains a control character");
    }
    return std::nullopt;
}

Failure unknown_scheme(std::string_view scheme) {
    const std::string name = lower(scheme);
    if (name == "http" || name == "https") {
        return refuse("a WebSocket is needed, and " + name + ":// is not one",
                      name == "http"
                              ? "use ws:// with the WebSocket port of Janus (8188 by default)"
                              : "use wss:// with the WebSocket port of Janus (8989 by default)");
    }
    return refuse("the URL has the unknown scheme " + quoted(scheme), "use ws:// or wss://");
}

struct Authority {
    std::string_view host;
    std::optional<std::string_view> port;
    bool bracketed = false;
};

std::variant<Authority, Failure> split_authority(std::string_view text) {
    if (text.find('@') != std::string_view::npos) {
        return refuse("the URL contains a user name or a password",
                      "leave out everything up to the @; secrets are passed with --token or "
                      "--api-secret");
    }
    Authority parts;
    std::string_view after = text;
    if (!text.empty() && text.front() == '[') {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos)
            return refuse("the URL has an opening [ without a closing ]");
        parts.host = text.substr(1, end - 1);
        parts.bracketed = true;
        after = text.substr(end + 1);
        if (!after.empty() && after.front() != ':') {
            return refuse("after the ] of an IPv6 address comes a port or the path");
        }
    } else {
        const std::size_t colon = text.find(':');
        parts.host = text.substr(0, colon);
        after = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
        if (std::count(text.begin(), text.end(), ':') > 1) {
            return refuse("an IPv6 address in a URL needs brackets",
                          "write it like ws://[2001:db8::1]:8188");
        }
    }
    if (!after.empty())
        parts.port = after.substr(1);
    return parts;
}

std::optional<std::uint16_t> port_from(std::string_view text) noexcept {
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit))
        return std::nullopt;
    unsigned long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    if (value < 1 || value > 65535)
        return std::nullopt;
    return static_cast<std::uint16_t>(value);
}

bool is_ipv4_address(const std::string& text) noexcept {
    in_addr address{};
    return inet_pton(AF_INET, text.c_str(), &address) == 1;
}

std::optional<in6_addr> ipv6_address(const std::string& text) noexcept {
    in6_addr address{};
    if (inet_pton(AF_INET6, text.c_str(), &address) != 1)
        return std::nullopt;
    return address;
}

bool is_interface_name(std::string_view zone) noexcept {
    constexpr std::size_t longest = 15; // IFNAMSIZ without its NUL
    return !zone.empty() && zone.size() <= longest &&
           std::all_of(zone.begin(), zone.end(), [](char c) {
               return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
           });
}

std::variant<std::string, Failure> ipv6_from(std::string_view text) {
    const std::size_t percent = text.find('%');
    const std::string address = lower(text.substr(0, percent));
    if (!ipv6_address(address))
        return refuse(quoted(text) + " is not an IPv6 address");
    if (percent == std::string_view::npos)
        return address;
    std::string_view zone = text.substr(percent + 1);
    if (zone.substr(0, 2) == "25")
        zone.remove_prefix(2); // RFC 6874; curl and others take both
    if (!is_interface_name(zone)) {
        return refuse("the zone of the IPv6 address is not an interface name",
                      "write it like ws://[fe80::1%25eth0]:8188");
    }
    return address + "%" + std::string{zone};
}

bool is_label(std::string_view label) noexcept {
    constexpr std::size_t longest = 63;
    return !label.empty() && label.size() <= longest && label.front() != '-' &&
           label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
               return is_letter(c) || is_digit(c) || c == '-' || c == '_';
           });
}

bool is_host_name(std::string_view name) noexcept {
    if (name.ends_with('.'))
        name.remove_suffix(1); // "example.org." is absolute
    for (;;) {
        const std::size_t dot = name.find('.');
        if (!is_label(name.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        name.remove_prefix(dot + 1);
    }
}

// As in browsers: what ends in a number can only be an IPv4 address. The system's own parser would
// read 127.1 and 010.0.0.1 in ways that surprise.
bool ends_in_number(std::string_view name) noexcept {
    if (name.ends_with('.'))
        name.remove_suffix(1);
    const std::string_view last = name.substr(name.rfind('.') + 1);
    return !last.empty() && std::all_of(last.begin(), last.end(), is_digit);
}

std::variant<std::string, Failure> host_from(const Authority& parts) {
    if (parts.host.empty())
        return refuse("the URL has no host");
    if (parts.bracketed)
        return ipv6_from(parts.host);
    if (parts.host.size() > longest_host) {
        return refuse("the host name is longer than " + std::to_string(longest_host) + " bytes",
                      "");
    }
    const std::string host = lower(parts.host);
    if (ends_in_number(host)) {
        if (!is_ipv4_address(host))
            return refuse(quoted(host) + " is not an IPv4 address");
        return host;
    }
    if (!is_host_name(host))
        return refuse(quoted(host) + " is not a host name");
    return host;
}

std::variant<std::string, Failure> target_from(std::string_view text) {
    if (text.find('#') != std::string_view::npos) {
        return refuse("a WebSocket URL has no fragment", "write %23 for a # in the path");
    }
    if (text.size() > longest_target) {
        return refuse("the path of the URL is longer than " + std::to_string(longest_target) +
                              " bytes",
                      "");
    }
    if (text.empty())
        return "/";
    if (text.front() == '?')
        return "/" + std::string{text};
    return std::string{text};
}

std::uint16_t default_port(bool secure) noexcept {
    return secure ? 443 : 80;
}

std::string_view without_zone(std::string_view host) noexcept {
    return host.substr(0, host.find('%'));
}

std::string bracketed(std::string_view host) {
    if (host.find(':') == std::string_view::npos)
        return std::string{host};
    return "[" + std::string{host} + "]";
}

} // namespace

bool Url::is_ipv6() const noexcept {
    return host.find(':') != std::string::npos;
}

bool Url::is_loopback() const {
    constexpr std::uint32_t loopback_net = 127;
    in_addr v4{};
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1)
        return ntohl(v4.s_addr) >> 24U == loopback_net;
    if (const auto v6 = ipv6_address(std::string{without_zone(host)})) {
        if (IN6_IS_ADDR_LOOPBACK(&*v6))
            return true;
        return IN6_IS_ADDR_V4MAPPED(&*v6) && v6->s6_addr[12] == loopback_net;
    }
    const std::string_view name = host.ends_with('.')
                                          ? std::string_view{host}.substr(0, host.size() - 1)
                                          : std::string_view{host};
    return name == "localhost" ||
           name.ends_with(".localhost"); // RFC 6761: never leaves the machine
}

std::string Url::authority() const {
    return base::host_and_port(host, std::to_string(port));
}

std::string Url::host_header() const {
    std::string header = bracketed(without_zone(host));
    if (port != default_port(secure))
        header += ":" + std::to_string(port);
    return header;
}

std::string Url::shown() const {
    const std::size_t query = target.find('?');
    return (secure ? "wss://" : "ws://") + authority() + target.substr(0, query) +
           (query == std::string::npos ? "" : "?…");
}

std::variant<Url, base::Failure> parse_url(std::string_view text) {
    if (auto bad = check_characters(text))
        return *bad;
    const std::size_t mark = text.find("://");
    if (mark == std::string_view::npos) {
        return refuse("the URL has no scheme",
                      "put ws:// or wss:// in front, as in ws://127.0.0.1:8188");
    }
    Url url;
    const std::string scheme = lower(text.substr(0, mark));
    if (scheme != "ws" && scheme != "wss")
        return unknown_scheme(text.substr(0, mark));
    url.secure = scheme == "wss";

    const std::string_view rest = text.substr(mark + 3);
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    auto authority = split_authority(rest.substr(0, end));
    if (auto* bad = std::get_if<Failure>(&authority))
        return *bad;
    const Authority& parts = std::get<Authority>(authority);

    auto host = host_from(parts);
    if (auto* bad = std::get_if<Failure>(&host))
        return *bad;
    url.host = std::get<std::string>(std::move(host));

    url.port = default_port(url.secure);
    if (parts.port) {
        const auto port = port_from(*parts.port);
        if (!port)
            return refuse("the port of the URL is not a number from 1 to 65535");
        url.port = *port;
    }

    auto target = target_from(rest.substr(end));
    if (auto* bad = std::get_if<Failure>(&target))
        return *bad;
    url.target = std::get<std::string>(std::move(target));
    return url;
}

} // namespace janus_talk::signaling
