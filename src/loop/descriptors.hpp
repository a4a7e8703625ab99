// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace janus_talk::loop {

/// How many more files this process may open, counted up to `most`. What is free counts, not the
/// limit: whoever started us may have left many open. @thread any
[[nodiscard]] std::size_t free_descriptors(std::size_t most);

} // namespace janus_talk::loop
