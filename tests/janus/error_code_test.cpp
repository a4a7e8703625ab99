// SPDX-License-Identifier: MIT
#include "janus/error_code.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <set>
#include <string>
#include <utility>

using namespace janus_talk;
using base::ExitCode;
using base::JanusLayer;
using janus::name_of;
using janus::to_failure;

namespace {

struct Row {
    JanusLayer layer;
    int code;
    const char* name;
    ExitCode exit;
};

// Written down from the documentation of Janus, not from the table under test.
constexpr std::array rows{
        Row{JanusLayer::core, 403, "UNAUTHORIZED", ExitCode::refused},
        Row{JanusLayer::core, 405, "UNAUTHORIZED_PLUGIN", ExitCode::refused},
        Row{JanusLayer::core, 450, "TRANSPORT_SPECIFIC", ExitCode::protocol},
        Row{JanusLayer::core, 452, "MISSING_REQUEST", ExitCode::protocol},
        Row{JanusLayer::core, 453, "UNKNOWN_REQUEST", ExitCode::protocol},
        Row{JanusLayer::core, 454, "INVALID_JSON", ExitCode::protocol},
        Row{JanusLayer::core, 455, "INVALID_JSON_OBJECT", ExitCode::protocol},
        Row{JanusLayer::core, 456, "MISSING_MANDATORY_ELEMENT", ExitCode::protocol},
        Row{JanusLayer::core, 457, "INVALID_REQUEST_PATH", ExitCode::protocol},
        Row{JanusLayer::core, 458, "SESSION_NOT_FOUND", ExitCode::outage},
        Row{JanusLayer::core, 459, "HANDLE_NOT_FOUND", ExitCode::outage},
        Row{JanusLayer::core, 460, "PLUGIN_NOT_FOUND", ExitCode::protocol},
        Row{JanusLayer::core, 461, "PLUGIN_ATTACH", ExitCode::protocol},
        Row{JanusLayer::core, 462, "PLUGIN_MESSAGE", ExitCode::protocol},
        Row{JanusLayer::core, 463, "PLUGIN_DETACH", ExitCode::protocol},
        Row{JanusLayer::core, 464, "JSEP_UNKNOWN_TYPE", ExitCode::protocol},
        Row{JanusLayer::core, 465, "JSEP_INVALID_SDP", ExitCode::protocol},
        Row{JanusLayer::core, 466, "TRICKE_INVALID_STREAM", ExitCode::protocol},
        Row{JanusLayer::core, 467, "INVALID_ELEMENT_TYPE", ExitCode::protocol},
        Row{JanusLayer::core, 468, "SESSION_CONFLICT", ExitCode::protocol},
        Row{JanusLayer::core, 469, "UNEXPECTED_ANSWER", ExitCode::protocol},
        Row{JanusLayer::core, 470, "TOKEN_NOT_FOUND", ExitCode::refused},
        Row{JanusLayer::core, 471, "WEBRTC_STATE", ExitCode::media_setup},
        Row{JanusLayer::core, 472, "NOT_ACCEPTING_SESSIONS", ExitCode::try_later},
        Row{JanusLayer::core, 490, "UNKNOWN", ExitCode::protocol},
        Row{JanusLayer::audiobridge, 480, "NO_MESSAGE", ExitCode::protocol},
        Row{JanusLayer::audiobridge, 481, "INVALID_JSON", ExitCode::protocol},
        Row{JanusLayer::audiobridge, 482, "INVALID_REQUEST", ExitCode::protocol},
        Row{JanusLayer::audiobridge, 483, "MISSING_ELEMENT", ExitCode::protocol},
        Row{JanusLayer::audiobridge, 484, "INVALID_ELEMENT", ExitCode::protocol},
        Row{JanusLayer::audiobridge, 485, "NO_SUCH_ROOM", ExitCode::room},
        Row{JanusLayer::audiobridge, 486, "ROOM_EXISTS", ExitCode::room},
        Row{JanusLayer::audiobridge, 487, "NOT_JOINED", ExitCode::protocol},
        Row{JanusLayer::audiobridge, 488, "LIBOPUS_ERROR", ExitCode::media_setup},
        Row{JanusLayer::audiobridge, 489, "UNAUTHORIZED", ExitCode::refused},
        Row{JanusLayer::audiobridge, 490, "ID_EXISTS", ExitCode::room},
        Row{JanusLayer::audiobridge, 491, "ALREADY_JOINED", ExitCode::room},
        Row{JanusLayer::audiobridge, 492, "NO_SUCH_USER", ExitCode::room},
        Row{JanusLayer::audiobridge, 493, "INVALID_SDP", ExitCode::protocol},
        Row{JanusLayer::audiobridge, 494, "NO_SUCH_GROUP", ExitCode::room},
        Row{JanusLayer::audiobridge, 499, "UNKNOWN_ERROR", ExitCode::protocol},
};

base::Failure failure(JanusLayer layer, int code, const char* text) {
    return to_failure({layer, code, text}, "join room 1234");
}

bool mentions(const std::string& text, const std::string& word) {
    return text.find(word) != std::string::npos;
}

} // namespace

TEST_CASE("every error of Janus and the AudioBridge has its name and exit class") {
    for (const Row& row : rows) {
        CAPTURE(row.code, row.name);
        const base::JanusError error{row.layer, row.code, "whatever"};
        CHECK(name_of(error) == row.name);
        CHECK(to_failure(error, "join room 1234").code == row.exit);
    }
}

TEST_CASE("no number besides those has a name") {
    std::set<std::pair<JanusLayer, int>> known;
    for (const Row& row : rows)
        known.emplace(row.layer, row.code);
    for (const JanusLayer layer : {JanusLayer::core, JanusLayer::audiobridge}) {
        for (int code = -1; code < 1000; ++code) {
            CAPTURE(code);
            CHECK(name_of({layer, code, ""}).empty() == !known.contains({layer, code}));
        }
    }
}

TEST_CASE("a failure is one sentence, one piece of advice and the server's own words") {
    for (const Row& row : rows) {
        CAPTURE(row.code, row.name);
        const base::JanusError error{row.layer, row.code, "the server's words"};
        const base::Failure result = to_failure(error, "join room 1234");
        CHECK(result.text.starts_with("Could not join room 1234: "));
        CHECK(result.text.size() > 40);
        CHECK(result.text.ends_with('.'));
        CHECK(result.hint.size() > 10);
        CHECK(result.hint.ends_with('.'));
        CHECK_FALSE(mentions(result.text, "words"));
        CHECK(result.janus == error);
    }
}

TEST_CASE("the advice names the option to use") {
    CHECK(mentions(failure(JanusLayer::audiobridge, 485, "No such room (1234)").hint, "--create"));
    CHECK(mentions(failure(JanusLayer::audiobridge, 489, "Unauthorized").hint, "--pin"));
    CHECK(mentions(failure(JanusLayer::audiobridge, 490, "User ID 7 already exists").hint, "--id"));
    CHECK(mentions(failure(JanusLayer::audiobridge, 494, "No such group").hint, "--group"));
    CHECK(mentions(failure(JanusLayer::core, 403, "Unauthorized request").hint, "--api-secret"));
    CHECK(mentions(failure(JanusLayer::core, 403, "Unauthorized request").hint, "--token"));
    CHECK(mentions(failure(JanusLayer::core, 460, "No such plugin").hint,
                   "janus.plugin.audiobridge"));
}

TEST_CASE("a missing PIN, secret or key is a refusal, a missing group is about the room") {
    const auto missing = [](const char* what) {
        const std::string text = std::string{"Missing mandatory element ("} + what + ")";
        return failure(JanusLayer::audiobridge, 483, text.c_str());
    };
    CHECK(missing("pin").code == ExitCode::refused);
    CHECK(mentions(missing("pin").hint, "--pin"));
    CHECK(missing("secret").code == ExitCode::refused);
    CHECK(mentions(missing("secret").hint, "secret"));
    CHECK(missing("admin_key").code == ExitCode::refused);
    CHECK(mentions(missing("admin_key").hint, "key"));
    CHECK(missing("group").code == ExitCode::room);
    CHECK(mentions(missing("group").hint, "--group"));
    CHECK(missing("room").code == ExitCode::protocol);
    CHECK(missing("spinning").code == ExitCode::protocol);
}

TEST_CASE("a refusal says which of the secrets is wrong") {
    CHECK(mentions(failure(JanusLayer::audiobridge, 489, "Unauthorized (wrong pin)").text, "PIN"));
    CHECK(mentions(failure(JanusLayer::audiobridge, 489, "Unauthorized (wrong secret)").text,
                   "secret"));
    CHECK(mentions(failure(JanusLayer::audiobridge, 489, "Unauthorized (wrong admin_key)").text,
                   "administration key"));
    CHECK(mentions(
            failure(JanusLayer::audiobridge, 489, "Unauthorized (not in the allowed list)").hint,
            "list"));
}

TEST_CASE("490 is a media failure, a protocol failure or a taken id, by layer and words") {
    CHECK(failure(JanusLayer::core, 490, "Error setting ICE locally").code ==
          ExitCode::media_setup);
    CHECK(failure(JanusLayer::core, 490, "Invalid address").code == ExitCode::protocol);
    CHECK(failure(JanusLayer::audiobridge, 490, "Error setting ICE locally").code ==
          ExitCode::room);
    CHECK(mentions(failure(JanusLayer::audiobridge, 490, "File ID exists (a)").hint, "--file-id"));
}

TEST_CASE("an unknown number is shown, and is the server's breach of protocol") {
    const auto result = failure(JanusLayer::core, 777, "\x1b[31mwords");
    CHECK(result.code == ExitCode::protocol);
    CHECK(mentions(result.text, "777"));
    CHECK_FALSE(mentions(result.text, "\x1b"));
}
