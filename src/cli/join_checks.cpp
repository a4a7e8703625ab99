// SPDX-License-Identifier: MIT
#include "cli/join_checks.hpp"

#include "base/text.hpp"
#include "cli/room_id.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace janus_talk::cli {

namespace {

constexpr std::size_t longest_display = 1024;

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0)
        return std::nullopt;
    return port;
}

std::optional<std::chrono::milliseconds> parse_delay(std::string_view text) {
    constexpr unsigned longest = 1000;
    unsigned ms = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (error != std::errc{} || end != text.data() + text.size() || ms > longest)
        return std::nullopt;
    return std::chrono::milliseconds{ms};
}

} // namespace

std::string is_mixed_id(const std::string& text) {
    if (parse_mixed_id(text, false))
        return {};
    return "'" + base::harmless(text, 64) +
           "' is neither a number up to 9223372036854775807 nor a string id";
}

std::string is_display_name(const std::string& text) {
    if (text.size() > longest_display)
        return "the display name is longer than 1024 bytes";
    if (!base::is_valid_utf8(text))
        return "the display name is not valid UTF-8";
    if (base::harmless(text, longest_display) != text) {
        return "the display name has control or invisible characters: " + base::harmless(text, 64);
    }
    return {};
}

std::optional<unsigned> number_in(std::string_view text) {
    unsigned number = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    return error == std::errc{} && end == last ? std::optional{number} : std::nullopt;
}

std::string is_prebuffer(const std::string& text) {
    if (text == "auto" || text == "room")
        return {};
    const auto packets = number_in(text);
    if (!packets)
        return "'" + text + "' is not auto, room or a number";
    if (*packets == 0)
        return "a prebuffer of 0 makes the server drop every packet of yours; use 1 to 50";
    if (*packets > 50)
        return "the server takes a prebuffer of at most 50 packets";
    return {};
}

std::string is_expected_loss(const std::string& text) {
    if (text == "auto")
        return {};
    const auto percent = number_in(text);
    if (!percent || *percent > 20)
        return "'" + text + "' is not auto or a number from 0 to 20";
    return {};
}

std::string is_numeric_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    if (inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
        inet_pton(AF_INET6, text.c_str(), address.data()) == 1) {
        return {};
    }
    return "'" + text + "' is not an IP address of this machine, such as 192.0.2.7";
}

std::optional<media::PortRange> parse_port_range(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto min = parse_port(text.substr(0, dash));
    const auto max = parse_port(text.substr(dash + 1));
    if (!min || !max || *min > *max)
        return std::nullopt;
    return media::PortRange{*min, *max};
}

std::string is_port_range(const std::string& text) {
    return parse_port_range(text) ? std::string{}
                                  : "'" + text + "' is not a port range; write 20000-20100";
}

std::optional<media::PlayoutDelay> parse_playout_delay(std::string_view text) {
    if (text == "auto")
        return media::PlayoutDelay{};
    const auto dash = text.find('-');
    const auto min = parse_delay(text.substr(0, dash));
    const auto max = dash == std::string_view::npos ? min : parse_delay(text.substr(dash + 1));
    if (!min || !max || *min > *max)
        return std::nullopt;
    return media::PlayoutDelay{*min, *max};
}

std::string is_playout_delay(const std::string& text) {
    return parse_playout_delay(text)
                   ? std::string{}
                   : "'" + base::harmless(text, 64) +
                             "' is no playout delay; write auto, 60 or 20-200 (ms, up to 1000)";
}

std::string user_name() {
    const char* const name = std::getenv("USER");
    if (name != nullptr && *name != '\0' && is_display_name(name).empty())
        return name;
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
        found != nullptr && *found->pw_name != '\0') {
        return found->pw_name;
    }
    return "janus-talk";
}

} // namespace janus_talk::cli
