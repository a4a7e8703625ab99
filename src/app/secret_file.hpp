// SPDX-License-Identifier: MIT
#pragma once

#include "base/secret.hpp"

#include <cstddef>
#include <string>

namespace janus_talk::app {

inline constexpr std::size_t longest_secret = 4096;

/// Reads a file that holds one secret, or more when it may be longer. @throws base::Error usage
[[nodiscard]] base::Secret read_secret_file(const std::string& path,
                                            std::size_t longest = longest_secret);

} // namespace janus_talk::app
