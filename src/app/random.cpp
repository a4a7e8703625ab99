// SPDX-License-Identifier: MIT
#include "app/random.hpp"

#include <array>
#include <random>
#include <string_view>

namespace janus_talk::app {

namespace {

/// std::random_device reads the kernel's source on Linux (getentropy in libstdc++ 12).
std::uint64_t random_below(std::uint64_t limit) {
    thread_local std::random_device device;
    return std::uniform_int_distribution<std::uint64_t>{0, limit - 1}(device);
}

} // namespace

std::uint64_t random_session_id() {
    return 1 + random_below((std::uint64_t{1} << 53U) - 1);
}

double random_fraction() {
    constexpr std::uint64_t steps = std::uint64_t{1} << 53U;
    return static_cast<double>(random_below(steps)) / static_cast<double>(steps);
}

std::string random_word(std::size_t length) {
    constexpr std::string_view letters =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string word;
    word.reserve(length);
    for (std::size_t n = 0; n < length; ++n)
        word += letters[random_below(letters.size())];
    return word;
}

} // namespace janus_talk::app
