// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace janus_talk::app {

/// A session id for `create`, from the kernel's random source because it is a bearer capability.
/// 1 to 2^53-1, the range that Janus uses itself.
[[nodiscard]] std::uint64_t random_session_id();

/// From 0 (included) to 1 (excluded), evenly.
[[nodiscard]] double random_fraction();

/// `length` characters of [A-Za-z0-9].
[[nodiscard]] std::string random_word(std::size_t length);

} // namespace janus_talk::app
