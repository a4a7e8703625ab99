// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace janus_talk::sound {

/// The two laws of ITU-T G.711: A-law (PCMA, Europe) and µ-law (PCMU, North America and Japan).
enum class G711Law { a, mu };

/// The byte for a sample, bits inverted as they are on the wire: silence is 0xD5 by the A-law and
/// 0xFF by the µ-law. The 13 (A) or 14 (µ) upper bits of the sample count.
[[nodiscard]] std::uint8_t g711_compress(G711Law law, std::int16_t sample) noexcept;

/// The middle of the samples that the byte stands for. compress() gives the byte again, but for
/// 0x7F of the µ-law: its "minus nought" is 0xFF.
[[nodiscard]] std::int16_t g711_expand(G711Law law, std::uint8_t byte) noexcept;

} // namespace janus_talk::sound
