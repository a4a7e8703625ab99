// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"
#include "base/secret.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace janus_talk::app {

struct TokenOptions {
    base::Secret key;
    bool json = false;
    /// Names of the secrets that stood on the command line, to be warned about.
    std::vector<std::string> exposed_secrets;
};

/// Prints a signed token that is valid from now on for `lifetime`.
/// @throws base::Error usage, for words that can't stand in a token
[[nodiscard]] base::ExitCode run_token_mint(const TokenOptions& options,
                                            std::string realm,
                                            std::vector<std::string> descriptors,
                                            std::chrono::seconds lifetime);

/// Judges a signed token; 1 when it is not valid.
[[nodiscard]] base::ExitCode run_token_check(const TokenOptions& options,
                                             const base::Secret& token);

} // namespace janus_talk::app
