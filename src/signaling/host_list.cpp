// SPDX-License-Identifier: MIT
#include "signaling/host_list.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstddef>
#include <netinet/in.h>
#include <optional>
#include <string>

namespace janus_talk::signaling {

namespace {

/// An IPv4 address is held as the IPv6 address it is mapped to, so that one comparison does.
using Bytes = std::array<unsigned char, 16>;

constexpr unsigned all_bits = 128;
constexpr unsigned bits_before_ipv4 = 96;

std::optional<Bytes> address_from(std::string_view text) {
    const std::string terminated{text.substr(0, text.find('%'))};
    Bytes bytes{};
    if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1)
        return bytes;
    constexpr std::size_t ipv4_at = 12;
    if (inet_pton(AF_INET, terminated.c_str(), bytes.data() + ipv4_at) != 1)
        return std::nullopt;
    bytes[10] = bytes[11] = 0xFF;
    return bytes;
}

bool share_prefix(const Bytes& one, const Bytes& other, unsigned bits) noexcept {
    for (unsigned bit = 0; bit < bits; ++bit) {
        const unsigned mask = 0x80U >> (bit % 8);
        if (((one[bit / 8] ^ other[bit / 8]) & mask) != 0)
            return false;
    }
    return true;
}

std::optional<unsigned> number_from(std::string_view text) noexcept {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// "192.0.2.0/24", "2001:db8::/32"
bool is_in_network(std::string_view network, const std::string& host) {
    const std::size_t slash = network.find('/');
    const auto base = address_from(network.substr(0, slash));
    const auto length = number_from(network.substr(slash + 1));
    const auto address = address_from(host);
    if (!base || !length || !address)
        return false;
    const bool is_ipv6 = network.find(':') != std::string_view::npos;
    const unsigned bits = *length + (is_ipv6 ? 0 : bits_before_ipv4);
    return bits <= all_bits && share_prefix(*base, *address, bits);
}

std::string normal_name(std::string_view name) {
    if (name.ends_with('.'))
        name.remove_suffix(1);
    std::string lowered{name};
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    return lowered;
}

/// Takes ":8188" or "]:8188" off; nothing when there is no port.
std::optional<unsigned> take_port(std::string_view& entry) {
    const std::size_t colon = entry.rfind(':');
    const bool is_bare_ipv6 =
            std::count(entry.begin(), entry.end(), ':') > 1 && entry.find(']') > colon;
    if (colon == std::string_view::npos || is_bare_ipv6)
        return std::nullopt;
    const auto port = number_from(entry.substr(colon + 1));
    if (port)
        entry = entry.substr(0, colon);
    return port;
}

bool matches(std::string_view entry, const Url& url) {
    if (entry == "*")
        return true;
    if (entry.find('/') != std::string_view::npos)
        return is_in_network(entry, url.host);
    if (const auto port = take_port(entry); port && *port != url.port)
        return false;
    if (entry.starts_with('[') && entry.ends_with(']'))
        entry = entry.substr(1, entry.size() - 2);
    if (const auto address = address_from(entry))
        return address == address_from(url.host);
    if (entry.starts_with("*"))
        entry.remove_prefix(1);
    if (entry.starts_with('.'))
        entry.remove_prefix(1);
    const std::string name = normal_name(entry);
    const std::string host = normal_name(url.host);
    return !name.empty() && (host == name || host.ends_with("." + name));
}

} // namespace

bool is_listed(std::string_view list, const Url& url) {
    constexpr std::string_view separators = ", \t";
    while (!list.empty()) {
        const std::size_t end = std::min(list.find_first_of(separators), list.size());
        if (end > 0 && matches(list.substr(0, end), url))
            return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

} // namespace janus_talk::signaling
