// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"

#include "core/sdp_description.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace janus_talk::core {

namespace {

/// An address in network byte order and in its one canonical spelling.
struct IpAddress {
    bool is_v6 = false;
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    std::string text;
};

/// Literals only; names, zones ("%eth0") and the historic short forms ("127.1") give nothing.
std::optional<IpAddress> parse_address(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    if (text.size() >= buffer.size() || text.find('\0') != std::string_view::npos)
        return {};
    text.copy(buffer.data(), text.size());
    IpAddress address;
    address.is_v6 = text.find(':') != std::string_view::npos;
    const int family = address.is_v6 ? AF_INET6 : AF_INET;
    if (inet_pton(family, buffer.data(), address.bytes.data()) != 1)
        return {};
    if (inet_ntop(family, address.bytes.data(), buffer.data(), buffer.size()) == nullptr)
        return {};
    address.text = buffer.data();
    return address;
}

bool is_server_v4(const IpAddress& address) noexcept {
    const unsigned first = address.bytes[0];
    const bool is_link_local = first == 169 && address.bytes[1] == 254;
    // From 224 on: multicast, reserved, broadcast.
    return first != 0 && first < 224 && !is_link_local;
}

bool is_server_v6(const IpAddress& address) noexcept {
    const auto& bytes = address.bytes;
    const bool is_multicast = bytes[0] == 0xFF;
    const bool is_link_local = bytes[0] == 0xFE && (bytes[1] & 0xC0U) == 0x80U;
    if (is_multicast || is_link_local)
        return false;
    // What begins with 80 zero bits is unspecified, or an IPv4 address in disguise.
    return std::any_of(
            bytes.begin(), bytes.begin() + 10, [](unsigned char byte) { return byte != 0; });
}

bool is_loopback(const IpAddress& address) noexcept {
    return address.is_v6 ? address.text == "::1" : address.bytes[0] == 127;
}

bool is_server_address(const IpAddress& address, CandidateScope scope) noexcept {
    if (is_loopback(address))
        return scope.loopback;
    return address.is_v6 ? is_server_v6(address) : is_server_v4(address);
}

std::string_view without_prefix(std::string_view candidate) noexcept {
    for (const std::string_view prefix : {"a=", "candidate:"}) {
        if (candidate.starts_with(prefix))
            candidate.remove_prefix(prefix.size());
    }
    // Janus 1.1.2 leaves a line end behind in some of its own.
    while (!candidate.empty() &&
           std::string_view("\r\n ").find(candidate.back()) != std::string_view::npos) {
        candidate.remove_suffix(1);
    }
    return candidate;
}

/// " raddr A rport P" when both are there and literal, else nothing: they are only informative.
std::string related_address(const std::vector<std::string_view>& words) {
    std::optional<IpAddress> address;
    std::optional<std::uint16_t> port;
    for (std::size_t at = 8; at + 1 < words.size(); at += 2) {
        if (words[at] == "raddr")
            address = parse_address(words[at + 1]);
        if (words[at] == "rport")
            port = sdp::to_number<std::uint16_t>(words[at + 1]);
    }
    if (!address || !port)
        return {};
    return " raddr " + address->text + " rport " + std::to_string(*port);
}

bool is_candidate_type(std::string_view type) {
    constexpr std::array<std::string_view, 4> types{"host", "srflx", "prflx", "relay"};
    return std::find(types.begin(), types.end(), type) != types.end();
}

} // namespace

std::optional<std::string> checked_candidate(std::string_view candidate, CandidateScope scope) {
    constexpr std::size_t longest = 1024;
    if (candidate.size() > longest)
        return std::nullopt;
    const std::vector<std::string_view> words = sdp::words_of(without_prefix(candidate));
    if (words.size() < 8 || words[6] != "typ" || !is_candidate_type(words[7]))
        return std::nullopt;
    if (!sdp::is_ice_text(words[0], 1, 32) || words[1] != "1")
        return std::nullopt;
    if (!sdp::equals_ignoring_case(words[2], "udp"))
        return std::nullopt;

    constexpr std::uint32_t highest_priority = 0x7FFFFFFF;
    const auto priority = sdp::to_number<std::uint32_t>(words[3]);
    if (!priority || *priority == 0 || *priority > highest_priority)
        return std::nullopt;
    const auto address = parse_address(words[4]);
    if (!address || !is_server_address(*address, scope))
        return std::nullopt;
    const auto port = sdp::to_number<std::uint16_t>(words[5]);
    if (!port || *port == 0)
        return std::nullopt;

    std::string checked = "candidate:" + std::string(words[0]) + " 1 udp ";
    checked += std::to_string(*priority) + " " + address->text + " " + std::to_string(*port);
    checked += " typ " + std::string(words[7]);
    if (words[7] != "host")
        checked += related_address(words);
    return checked;
}

} // namespace janus_talk::core
