// SPDX-License-Identifier: MIT
#include "app/token_command.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "janus/token.hpp"
#include "report/token_text.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace janus_talk::app {

namespace {

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void warn(const TokenOptions& options) {
    for (const std::string& name : options.exposed_secrets) {
        std::fprintf(stderr,
                     "janus-talk: warning: --%s on the command line was visible to other users for "
                     "a moment.\n  Use --%s-file.\n",
                     name.c_str(),
                     name.c_str());
    }
}

base::ExitCode print(const std::string& text, base::ExitCode exit) {
    std::fputs(text.c_str(), stdout);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
        return base::ExitCode::device;
    return exit;
}

} // namespace

base::ExitCode run_token_mint(const TokenOptions& options,
                              std::string realm,
                              std::vector<std::string> descriptors,
                              std::chrono::seconds lifetime) {
    warn(options);
    const auto bad = std::find_if(descriptors.begin(), descriptors.end(), [](const auto& word) {
        return !janus::is_token_word(word);
    });
    if (bad != descriptors.end()) {
        throw base::Error({base::ExitCode::usage,
                           "'" + base::harmless(*bad, 64) + "' can't stand in a token.",
                           "Commas, colons and blanks divide its parts.",
                           {}});
    }
    const janus::TokenClaims claims{now() + lifetime, std::move(realm), std::move(descriptors)};
    const std::string token = janus::mint_token(claims, options.key);
    return print(options.json ? report::token_line(token, claims) : token + "\n",
                 base::ExitCode::ok);
}

base::ExitCode run_token_check(const TokenOptions& options, const base::Secret& token) {
    warn(options);
    const auto time = now();
    const janus::TokenCheck check = janus::check_token(token.reveal(), options.key, time);
    const auto exit = check.verdict == janus::TokenVerdict::valid ? base::ExitCode::ok
                                                                  : base::ExitCode::failed;
    return print(options.json ? report::token_check_line(check, time)
                              : report::token_check_text(check, time),
                 exit);
}

} // namespace janus_talk::app
