// SPDX-License-Identifier: MIT
#pragma once

#include "janus/token.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace janus_talk::report {

/// The --json line of a new token, ended.
[[nodiscard]] std::string token_line(std::string_view token, const janus::TokenClaims& claims);

/// What a token says and whether that counts, for people.
[[nodiscard]] std::string token_check_text(const janus::TokenCheck& check,
                                           std::chrono::sys_seconds now);

/// The same as a --json line, ended.
[[nodiscard]] std::string token_check_line(const janus::TokenCheck& check,
                                           std::chrono::sys_seconds now);

} // namespace janus_talk::report
