// SPDX-License-Identifier: MIT
#include "janus/admin_error.hpp"

#include "janus/error_code.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace janus_talk::janus {

namespace {

using base::ExitCode;

struct Meaning {
    int code;
    /// Part of the server's text; empty fits every text.
    std::string_view word;
    ExitCode exit;
    /// Completes "Could not …: ".
    std::string_view text;
    std::string_view hint;
};

// @source Janus 1.1.2, answers of janus_process_incoming_admin_request(). The first match counts.
constexpr std::array meanings{
        Meaning{403,
                "",
                ExitCode::refused,
                "the server wants its admin secret, or did not accept the one given",
                "Give --admin-secret-file; it is admin_secret in the server's janus.jcfg."},
        Meaning{457,
                "",
                ExitCode::protocol,
                "the server's Admin API does not know the request",
                "Check that --admin-url is the Admin API of a Janus server, and how old it is."},
        Meaning{458,
                "",
                ExitCode::room,
                "the server has no such session",
                "It may have ended meanwhile; see: janus-talk admin sessions"},
        Meaning{459,
                "",
                ExitCode::room,
                "the server has no such handle",
                "It may have been detached meanwhile; see: janus-talk admin handles"},
        Meaning{490,
                "oken",
                ExitCode::protocol,
                "the server keeps no tokens",
                "Stored tokens need token_auth = true and no token_auth_secret in its "
                "janus.jcfg; for signed ones see: janus-talk token --help"},
        Meaning{490,
                "",
                ExitCode::protocol,
                "the server could not do it",
                "The server's words and its log say more."},
};

} // namespace

base::Failure to_admin_failure(const base::JanusError& error, std::string_view doing) {
    const auto* found = std::find_if(meanings.begin(), meanings.end(), [&](const Meaning& known) {
        return known.code == error.code && error.text.find(known.word) != std::string::npos;
    });
    if (found == meanings.end())
        return to_failure(error, doing);
    return {found->exit,
            "Could not " + std::string(doing) + ": " + std::string(found->text) + ".",
            std::string(found->hint),
            error};
}

} // namespace janus_talk::janus
