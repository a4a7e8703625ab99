// SPDX-License-Identifier: MIT
#include "janus/error_code.hpp"

#include "base/exit_code.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace janus_talk::janus {

namespace {

using base::ExitCode;

struct Meaning {
    int code;
    std::string_view name;
    ExitCode exit;
    /// Completes "Could not …: ".
    std::string_view text;
    std::string_view hint;
};

constexpr std::string_view report_hint =
        "Run with -vv and report what is logged: client and server disagree about the protocol.";
constexpr std::string_view reconnect_hint =
        "Connect again: the server forgot us, perhaps it was restarted.";

// @source Janus 1.1.2, names of JANUS_ERROR_… in the Janus API documentation
constexpr std::array core_meanings{
        Meaning{403,
                "UNAUTHORIZED",
                ExitCode::refused,
                "the server wants an API secret or a token, or did not accept the one given",
                "Give --api-secret-file or --token-file (a signed token may also have expired)."},
        Meaning{405,
                "UNAUTHORIZED_PLUGIN",
                ExitCode::refused,
                "the token does not allow the AudioBridge",
                "Ask for a token that lists janus.plugin.audiobridge, or give "
                "--api-secret-file instead."},
        Meaning{450,
                "TRANSPORT_SPECIFIC",
                ExitCode::protocol,
                "the server had trouble with the connection itself",
                "Try again; see the server's log."},
        Meaning{452,
                "MISSING_REQUEST",
                ExitCode::protocol,
                "the server found no request in our message",
                report_hint},
        Meaning{453,
                "UNKNOWN_REQUEST",
                ExitCode::protocol,
                "the server does not know the request",
                "Check that --url is the client API of a Janus server, and how old that server "
                "is."},
        Meaning{454,
                "INVALID_JSON",
                ExitCode::protocol,
                "the server could not read our message",
                report_hint},
        Meaning{455,
                "INVALID_JSON_OBJECT",
                ExitCode::protocol,
                "the server expected an object somewhere in our message",
                report_hint},
        Meaning{456,
                "MISSING_MANDATORY_ELEMENT",
                ExitCode::protocol,
                "the server misses something in our message",
                report_hint},
        Meaning{457,
                "INVALID_REQUEST_PATH",
                ExitCode::protocol,
                "the server does not take the request at this place",
                "Check that --url is the client API of a Janus server, not its Admin API."},
        Meaning{458,
                "SESSION_NOT_FOUND",
                ExitCode::outage,
                "the server no longer knows our session",
                reconnect_hint},
        Meaning{459,
                "HANDLE_NOT_FOUND",
                ExitCode::outage,
                "the server no longer knows our handle",
                reconnect_hint},
        Meaning{460,
                "PLUGIN_NOT_FOUND",
                ExitCode::protocol,
                "the server has no AudioBridge",
                "Enable janus.plugin.audiobridge in the server's configuration."},
        Meaning{461,
                "PLUGIN_ATTACH",
                ExitCode::protocol,
                "the AudioBridge did not take us on",
                "Try again; see the server's log."},
        Meaning{462,
                "PLUGIN_MESSAGE",
                ExitCode::protocol,
                "the AudioBridge did not accept the message",
                "See the server's log."},
        Meaning{463,
                "PLUGIN_DETACH",
                ExitCode::protocol,
                "the AudioBridge did not let go of us",
                "See the server's log."},
        Meaning{464,
                "JSEP_UNKNOWN_TYPE",
                ExitCode::protocol,
                "the server takes neither our offer nor our answer for one",
                report_hint},
        Meaning{465,
                "JSEP_INVALID_SDP",
                ExitCode::protocol,
                "the server did not understand our SDP",
                report_hint},
        Meaning{466,
                "TRICKE_INVALID_STREAM",
                ExitCode::protocol,
                "the server did not understand one of our candidates",
                report_hint},
        Meaning{467,
                "INVALID_ELEMENT_TYPE",
                ExitCode::protocol,
                "something in our message has a type that the server does not take",
                report_hint},
        Meaning{468,
                "SESSION_CONFLICT",
                ExitCode::protocol,
                "the session id is already used",
                "Try again: another id will be chosen."},
        Meaning{469,
                "UNEXPECTED_ANSWER",
                ExitCode::protocol,
                "the server did not wait for an answer of ours",
                report_hint},
        Meaning{470,
                "TOKEN_NOT_FOUND",
                ExitCode::refused,
                "the server does not know the token",
                "See which tokens the server has stored."},
        Meaning{471,
                "WEBRTC_STATE",
                ExitCode::media_setup,
                "the server is still busy with our former peer connection",
                "Try again in a second."},
        Meaning{472,
                "NOT_ACCEPTING_SESSIONS",
                ExitCode::try_later,
                "the server takes no new sessions now",
                "Try again later, or use another server."},
        Meaning{490,
                "UNKNOWN",
                ExitCode::protocol,
                "the server failed without saying why",
                "See the server's log."},
};

// @source Janus 1.1.2, names of JANUS_AUDIOBRIDGE_ERROR_… in the AudioBridge plug-in
constexpr std::array audiobridge_meanings{
        Meaning{480,
                "NO_MESSAGE",
                ExitCode::protocol,
                "the AudioBridge found no message",
                report_hint},
        Meaning{481,
                "INVALID_JSON",
                ExitCode::protocol,
                "the AudioBridge could not read our message",
                report_hint},
        Meaning{482,
                "INVALID_REQUEST",
                ExitCode::protocol,
                "the AudioBridge does not know the request",
                "The server may be too old for it, or built without it."},
        Meaning{483,
                "MISSING_ELEMENT",
                ExitCode::protocol,
                "the AudioBridge misses something in our request",
                report_hint},
        Meaning{484,
                "INVALID_ELEMENT",
                ExitCode::protocol,
                "the AudioBridge does not take a value in our request",
                "Check the options; a server with string ids wants --string-ids, any other refuses "
                "it."},
        Meaning{485,
                "NO_SUCH_ROOM",
                ExitCode::room,
                "there is no such room",
                "Check --room, or create the room with --create."},
        Meaning{486,
                "ROOM_EXISTS",
                ExitCode::room,
                "the room exists already",
                "Choose another number, or join the one that exists."},
        Meaning{487,
                "NOT_JOINED",
                ExitCode::protocol,
                "the server says that we are in no room",
                "Join the room again."},
        Meaning{488,
                "LIBOPUS_ERROR",
                ExitCode::media_setup,
                "the server could not set up its Opus codec",
                "See the server's log."},
        Meaning{489,
                "UNAUTHORIZED",
                ExitCode::refused,
                "the room refused us",
                "Check --pin or --pin-file; the room may also admit only those on a list."},
        Meaning{490,
                "ID_EXISTS",
                ExitCode::room,
                "the id is taken",
                "Choose another --id or none; our own former self may hold it for a minute."},
        Meaning{491,
                "ALREADY_JOINED",
                ExitCode::room,
                "we are in a room already",
                "Leave it first."},
        Meaning{492,
                "NO_SUCH_USER",
                ExitCode::room,
                "there is no such participant in the room",
                "The participant may have left meanwhile."},
        Meaning{493,
                "INVALID_SDP",
                ExitCode::protocol,
                "the AudioBridge did not accept our SDP",
                report_hint},
        Meaning{494,
                "NO_SUCH_GROUP",
                ExitCode::room,
                "the room has no such group",
                "Check --group."},
        Meaning{499,
                "UNKNOWN_ERROR",
                ExitCode::protocol,
                "the AudioBridge failed without saying why",
                "See the server's log."},
};

template <std::size_t Count>
const Meaning* find(const std::array<Meaning, Count>& meanings, int code) noexcept {
    const auto* found =
            std::find_if(meanings.begin(), meanings.end(), [code](const Meaning& meaning) {
                return meaning.code == code;
            });
    return found == meanings.end() ? nullptr : found;
}

const Meaning* meaning_of(const base::JanusError& error) noexcept {
    return error.layer == base::JanusLayer::core ? find(core_meanings, error.code)
                                                 : find(audiobridge_meanings, error.code);
}

struct Detail {
    base::JanusLayer layer;
    int code;
    /// Part of the server's text, in the words of Janus 1.1.2.
    std::string_view word;
    ExitCode exit;
    std::string_view text;
    std::string_view hint;
};

/// Where one number covers several cases, the server's own words tell them apart. The first match
/// counts.
constexpr std::array details{
        Detail{base::JanusLayer::core,
               490,
               "Error setting ICE",
               ExitCode::media_setup,
               "the server could not prepare the media path",
               "If it has no network interface besides loopback, give it one; else try again."},
        Detail{base::JanusLayer::audiobridge,
               490,
               "File ID",
               ExitCode::room,
               "there is an announcement of that id",
               "Choose another --file-id or none, or stop the one there is; a file that is no "
               "Ogg/Opus keeps its id too."},
        Detail{base::JanusLayer::audiobridge,
               483,
               "(pin)",
               ExitCode::refused,
               "the room wants a PIN",
               "Give --pin-file or --pin."},
        Detail{base::JanusLayer::audiobridge,
               483,
               "(secret)",
               ExitCode::refused,
               "the room wants its secret",
               "Give --secret-file; whoever runs the room knows its secret."},
        Detail{base::JanusLayer::audiobridge,
               483,
               "(admin_key)",
               ExitCode::refused,
               "the AudioBridge wants its administration key",
               "Ask whoever runs the server for the key, or use a room that exists."},
        Detail{base::JanusLayer::audiobridge,
               483,
               "(group)",
               ExitCode::room,
               "the room has groups and wants to know ours",
               "Give --group."},
        Detail{base::JanusLayer::audiobridge,
               489,
               "wrong pin",
               ExitCode::refused,
               "the PIN is wrong",
               "Check --pin or --pin-file."},
        Detail{base::JanusLayer::audiobridge,
               489,
               "wrong secret",
               ExitCode::refused,
               "the room's secret is wrong",
               "Give --secret-file; whoever runs the room knows its secret."},
        Detail{base::JanusLayer::audiobridge,
               489,
               "wrong admin_key",
               ExitCode::refused,
               "the administration key is wrong",
               "Ask whoever runs the server for the key, or use a room that exists."},
        Detail{base::JanusLayer::audiobridge,
               489,
               "allowed list",
               ExitCode::refused,
               "the room admits only those on its list",
               "Ask whoever runs the room to put you on its list."},
};

const Detail* detail_of(const base::JanusError& error) noexcept {
    const auto* found = std::find_if(details.begin(), details.end(), [&](const Detail& detail) {
        return detail.layer == error.layer && detail.code == error.code &&
               error.text.find(detail.word) != std::string::npos;
    });
    return found == details.end() ? nullptr : found;
}

base::Failure make_failure(ExitCode exit,
                           std::string_view doing,
                           std::string_view text,
                           std::string_view hint,
                           const base::JanusError& error) {
    std::string sentence{"Could not "};
    sentence += doing;
    sentence += ": ";
    sentence += text;
    sentence += '.';
    return {exit, std::move(sentence), std::string{hint}, error};
}

} // namespace

std::string_view name_of(const base::JanusError& error) noexcept {
    const Meaning* meaning = meaning_of(error);
    return meaning == nullptr ? std::string_view{} : meaning->name;
}

base::Failure to_failure(const base::JanusError& error, std::string_view doing) {
    if (const Detail* detail = detail_of(error)) {
        return make_failure(detail->exit, doing, detail->text, detail->hint, error);
    }
    if (const Meaning* meaning = meaning_of(error)) {
        return make_failure(meaning->exit, doing, meaning->text, meaning->hint, error);
    }
    const std::string text = "the server answered with error " + std::to_string(error.code);
    return make_failure(ExitCode::protocol, doing, text, "See the server's log.", error);
}

} // namespace janus_talk::janus
