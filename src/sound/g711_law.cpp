// SPDX-License-Identifier: MIT
#include "sound/g711_law.hpp"

#include <algorithm>
#include <bit>

namespace janus_talk::sound {

namespace {

/// Added to a magnitude of the µ-law (14 bit), so that each of its segments begins at a power of
/// two.
constexpr unsigned mu_bias = 33;
constexpr unsigned mu_most = 8191;
constexpr unsigned positive = 0x80;

/// Without its sign; one less for negative samples, so that -32768 fits.
unsigned magnitude(std::int16_t sample) noexcept {
    return static_cast<unsigned>(sample < 0 ? ~sample : sample);
}

std::int16_t signed_sample(unsigned magnitude, bool is_positive) noexcept {
    const int value = static_cast<int>(magnitude);
    return static_cast<std::int16_t>(is_positive ? value : -value);
}

/// Eight segments of 16 steps each, of which the first two have steps of the same size.
unsigned a_code(unsigned value) noexcept {
    const auto segment = static_cast<unsigned>(std::bit_width(value >> 4U));
    return segment << 4U | (value >> (std::max(segment, 1U) - 1U) & 15U);
}

unsigned a_value(unsigned code) noexcept {
    const unsigned segment = code >> 4U;
    const unsigned step = (code & 15U) << 4U | 8U;
    return segment == 0 ? step : (step | 256U) << (segment - 1U);
}

unsigned mu_code(unsigned value) noexcept {
    const unsigned biased = std::min(value + mu_bias, mu_most);
    const auto segment = static_cast<unsigned>(std::bit_width(biased >> 6U));
    return segment << 4U | (biased >> (segment + 1U) & 15U);
}

unsigned mu_value(unsigned code) noexcept {
    const unsigned biased = ((code & 15U) << 1U | 33U) << (code >> 4U);
    return (biased - mu_bias) << 2U;
}

} // namespace

std::uint8_t g711_compress(G711Law law, std::int16_t sample) noexcept {
    const unsigned sign = sample < 0 ? 0 : positive;
    const unsigned byte = law == G711Law::a
                                  ? (a_code(magnitude(sample) >> 4U) | sign) ^ 0x55U
                                  : (mu_code(magnitude(sample) >> 2U) | (positive - sign)) ^ 0xFFU;
    return static_cast<std::uint8_t>(byte);
}

std::int16_t g711_expand(G711Law law, std::uint8_t byte) noexcept {
    const bool is_positive = (byte & positive) != 0;
    return law == G711Law::a ? signed_sample(a_value((byte ^ 0x55U) & 0x7FU), is_positive)
                             : signed_sample(mu_value(~unsigned{byte} & 0x7FU), is_positive);
}

} // namespace janus_talk::sound
