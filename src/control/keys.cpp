// SPDX-License-Identifier: MIT
#include "control/keys.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace janus_talk::control {

namespace {

constexpr char escape = '\x1b';

std::optional<Key> key_of(char byte) {
    switch (byte) {
    case 'm':
    case 'M':
        return Key::mute;
    case ' ':
        return Key::talk;
    case '+':
    case '=':
        return Key::louder;
    case '-':
    case '_':
        return Key::quieter;
    case 'p':
    case 'P':
        return Key::people;
    case 's':
    case 'S':
        return Key::statistics;
    case 'r':
    case 'R':
        return Key::record;
    case '?':
    case 'h':
    case 'H':
        return Key::help;
    case 'q':
    case 'Q':
        return Key::leave;
    default:
        return std::nullopt;
    }
}

bool is_within(char byte, char first, char last) {
    return byte >= first && byte <= last;
}

/// How many bytes of `bytes`, which begins with ESC, belong together (ECMA-48: CSI has parameters,
/// intermediates and one final byte; SS3 one more byte; else Alt and one key).
std::size_t escape_length(std::string_view bytes) {
    if (bytes.size() < 2)
        return bytes.size();
    if (bytes[1] == 'O')
        return std::min<std::size_t>(3, bytes.size());
    if (bytes[1] != '[')
        return 2;
    std::size_t length = 2;
    while (length < bytes.size() && is_within(bytes[length], ' ', '?'))
        ++length;
    return std::min(length + 1, bytes.size());
}

bool is_pasted(std::string_view bytes) {
    return bytes.size() > paste_limit &&
           std::any_of(bytes.begin(), bytes.end(), [&](char byte) { return byte != bytes[0]; });
}

} // namespace

std::vector<Key> read_keys(std::string_view bytes) {
    std::vector<Key> keys;
    std::string_view plain;
    while (!bytes.empty()) {
        if (bytes.front() == escape) {
            bytes.remove_prefix(escape_length(bytes));
            continue;
        }
        const std::size_t length = std::min(bytes.find(escape), bytes.size());
        plain = bytes.substr(0, length);
        bytes.remove_prefix(length);
        if (is_pasted(plain))
            continue;
        for (const char byte : plain) {
            if (const auto key = key_of(byte))
                keys.push_back(*key);
        }
    }
    return keys;
}

} // namespace janus_talk::control
