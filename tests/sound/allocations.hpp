// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace janus_talk::sound::test {

/// How often this program has asked for memory so far.
[[nodiscard]] std::uint64_t allocations() noexcept;

} // namespace janus_talk::sound::test
