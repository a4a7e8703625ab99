// SPDX-License-Identifier: MIT
#include "janus/admin.hpp"
#include "janus/encode.hpp"
#include "janus/fixture.hpp"
#include "json/canonical.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>

// Every message of the protocol fixtures: what we send is produced with the same members and types,
// what the server sends is understood.

using namespace janus_talk;
using namespace janus_talk::janus;
using test::body_of;
using test::decoded;
using test::event_of;
using test::fixture;

namespace {

constexpr base::SessionId captured_session{7769772854775111};
constexpr base::HandleId captured_handle{5752607423097722};
constexpr base::RoomId room_1234{std::uint64_t{1234}};

std::string sdp_of(const std::string& name) {
    const auto document = test::parsed(fixture(name));
    return std::string{document.root().member("jsep")->member("sdp")->string().value()};
}

Candidate fixture_candidate() {
    return {.candidate = "candidate:4077567720 1 udp 2122260223 192.168.1.10 59935 typ host "
                         "generation 0 ufrag o3Gl "
                         "network-id 1 network-cost 10",
            .sdp_mid = "0",
            .sdp_mline_index = 0};
}

std::map<std::string, Envelope> requests() {
    CreateRoom create{};
    create.room = base::RoomId{std::uint64_t{100}};
    Join join{};
    join.room = room_1234;
    join.settings.display = "mohsen";
    Configure configure{};
    configure.settings.muted = false;
    const Jsep offer{JsepType::offer, sdp_of("protocol/10-configure-request.json"), true};
    return {
            {"protocol/01-create-request.json", {"KnF4JzNk1Njf", CreateSession{}}},
            {"protocol/03-attach-request.json",
             {"xa3lrvxc3fEE",
              Attach{captured_session,
                     "janus.plugin.audiobridge",
                     "audiobridgetest-x4E7Np0dgSz9"}}},
            {"protocol/05-create-room-request.json",
             {"HoIORkmQLUFQAPxY9HZ1", Message{{170553284686566}, {7451221127414026}, create, {}}}},
            {"protocol/07-join-request.json",
             {"2dTfMYYV6djS", Message{captured_session, captured_handle, join, {}}}},
            {"protocol/10-configure-request.json",
             {"jHed50a6lNo6", Message{captured_session, captured_handle, configure, offer}}},
            {"protocol/11-trickle-request.json",
             {"Q3H2VCQLjSE8", Trickle{captured_session, captured_handle, fixture_candidate()}}},
            {"protocol/14-trickle-completed-request.json",
             {"XnaPWyrrcD0p", TrickleCompleted{captured_session, captured_handle}}},
            {"protocol/18-keepalive-request.json", {"luMmcWUqDocb", KeepAlive{captured_session}}},
            {"protocol/19-destroy-request.json",
             {"4QMLKk029JNB", DestroySession{captured_session}}},
    };
}

using Check = std::function<void(const ServerMessage&)>;

void check_envelope(const ServerMessage& message, const char* transaction, bool from_handle) {
    CHECK(message.session == captured_session);
    CHECK(message.transaction ==
          (transaction == nullptr ? std::nullopt : std::optional<std::string>{transaction}));
    CHECK(message.sender == (from_handle ? std::optional{captured_handle} : std::nullopt));
}

void check_joined(const ServerMessage& message) {
    check_envelope(message, "2dTfMYYV6djS", true);
    const auto joined = event_of<Joined>(message);
    CHECK(joined.room == room_1234);
    CHECK(joined.id == base::ParticipantId{std::uint64_t{53823868915466}});
    CHECK(joined.participants.empty());
    CHECK_FALSE(body_of<PluginEvent>(message).synchronous);
    CHECK_FALSE(body_of<PluginEvent>(message).jsep);
}

void check_answer(const ServerMessage& message) {
    check_envelope(message, "jHed50a6lNo6", true);
    event_of<Configured>(message);
    const auto jsep = body_of<PluginEvent>(message).jsep;
    REQUIRE(jsep);
    CHECK(jsep->type == JsepType::answer);
    CHECK(jsep->sdp == sdp_of("protocol/13-answer-event.json"));
    CHECK(jsep->sdp.substr(0, 5) == "v=0\r\n");
}

void check_room_created(const ServerMessage& message) {
    const auto created = event_of<RoomCreated>(message);
    CHECK(created.room == base::RoomId{std::uint64_t{100}});
    CHECK_FALSE(created.permanent);
    CHECK(body_of<PluginEvent>(message).synchronous);
    CHECK(message.sender == base::HandleId{7451221127414026});
}

void check_room_exists(const ServerMessage& message) {
    const auto error = event_of<AudioBridgeError>(message).error;
    CHECK(error == base::JanusError{base::JanusLayer::audiobridge, 486, "Room 100 already exists"});
    CHECK(body_of<PluginEvent>(message).synchronous);
    CHECK(message.transaction == "2DJ42LKTXzusvJVwsoby");
}

void check_core_error(const ServerMessage& message) {
    const auto error = body_of<CoreError>(message).error;
    CHECK(error == base::JanusError{base::JanusLayer::core,
                                    457,
                                    "Unhandled request 'created' at this path"});
    CHECK(message.transaction == "my:janus:session:1");
    CHECK_FALSE(message.session);
}

void check_media(const ServerMessage& message) {
    check_envelope(message, nullptr, true);
    const auto media = body_of<Media>(message);
    CHECK(media.type == "audio");
    CHECK(media.receiving);
    CHECK_FALSE(media.mid);
    CHECK_FALSE(media.seconds);
}

void check_slow_link(const ServerMessage& message) {
    check_envelope(message, nullptr, true);
    const auto slow = body_of<SlowLink>(message);
    CHECK(slow.media == "audio");
    CHECK(slow.uplink);
    CHECK(slow.lost == 6);
    CHECK_FALSE(slow.mid);
}

void check_ack(const ServerMessage& message, const char* transaction) {
    check_envelope(message, transaction, false);
    body_of<Ack>(message);
}

std::map<std::string, Check> replies() {
    return {
            {"protocol/02-create-success.json",
             [](const ServerMessage& m) {
                 CHECK(body_of<Success>(m).id == captured_session.value);
                 CHECK_FALSE(m.session);
                 CHECK(m.transaction == "KnF4JzNk1Njf");
             }},
            {"protocol/04-attach-success.json",
             [](const ServerMessage& m) {
                 check_envelope(m, "xa3lrvxc3fEE", false);
                 CHECK(body_of<Success>(m).id == captured_handle.value);
             }},
            {"protocol/06-create-room-success.json", check_room_created},
            {"protocol/08-join-ack.json",
             [](const ServerMessage& m) { check_ack(m, "2dTfMYYV6djS"); }},
            {"protocol/09-joined-event.json", check_joined},
            {"protocol/12-configure-ack.json",
             [](const ServerMessage& m) { check_ack(m, "jHed50a6lNo6"); }},
            {"protocol/13-answer-event.json", check_answer},
            {"protocol/15-webrtcup-event.json",
             [](const ServerMessage& m) {
                 check_envelope(m, nullptr, true);
                 body_of<WebrtcUp>(m);
             }},
            {"protocol/16-media-event.json", check_media},
            {"protocol/17-slowlink-event.json", check_slow_link},
            {"protocol/20-core-error.json", check_core_error},
            {"protocol/21-room-exists-error.json", check_room_exists},
    };
}

} // namespace

TEST_CASE("every request of the protocol fixtures is produced with the same members and types") {
    for (const auto& [name, envelope] : requests()) {
        CAPTURE(name);
        const std::string text = encode(envelope, {});
        CHECK(test::canonical(text) == test::canonical(fixture(name)));
        CHECK(text.front() == '{');
        CHECK(text.back() == '}');
        CHECK(text.find('\n') == std::string::npos);
    }
}

TEST_CASE("every answer and event of the protocol fixtures is understood") {
    for (const auto& [name, check] : replies()) {
        CAPTURE(name);
        check(decoded(fixture(name)));
    }
}

TEST_CASE("no protocol fixture is left out") {
    std::set<std::string> covered{"protocol/22-handle-info.json"}; // handle_info_test.cpp
    for (const auto& [name, envelope] : requests())
        covered.insert(name);
    for (const auto& [name, check] : replies())
        covered.insert(name);
    const auto names = test::fixtures_in("protocol");
    CHECK(names.size() == 22);
    CHECK(std::set<std::string>(names.begin(), names.end()) == covered);
}

TEST_CASE("everything recorded from Janus 1.1.2 is understood") {
    const auto names = test::fixtures_in("janus-1.1.2");
    CHECK(names.size() >= 24);
    for (const std::string& name : names) {
        CAPTURE(name);
        const std::string text = fixture(name);
        const bool admin = name.find("/admin-") != std::string::npos ||
                           name.find("/handle-info") != std::string::npos;
        if (admin) {
            const auto result = decode_admin(text);
            REQUIRE(std::holds_alternative<AdminMessage>(result));
            CHECK_FALSE(
                    std::holds_alternative<UnknownMessage>(std::get<AdminMessage>(result).body));
        } else {
            CHECK_FALSE(std::holds_alternative<UnknownMessage>(decoded(text).body));
        }
    }
}

TEST_CASE("a request with a fast join carries the offer, and the answer comes with joined") {
    Join join{};
    join.room = room_1234;
    const auto text = encode({"t",
                              Message{captured_session,
                                      captured_handle,
                                      join,
                                      Jsep{JsepType::offer, "v=0\r\n", false}}},
                             {});
    CHECK(test::canonical(text) ==
          test::canonical(
                  R"({"janus":"message","session_id":7769772854775111,"handle_id":5752607423097722,)"
                  R"("transaction":"t","body":{"request":"join","room":1234},)"
                  R"("jsep":{"type":"offer","sdp":"v=0\r\n","trickle":false}})"));
    const auto message = decoded(
            R"({"janus":"event","sender":1,"transaction":"t","plugindata":{"plugin":"janus.plugin.audiobridge","data":)"
            R"({"audiobridge":"joined","room":1234,"id":7}},"jsep":{"type":"answer","sdp":"v=0\r\n"}})");
    CHECK(event_of<Joined>(message).id == base::ParticipantId{std::uint64_t{7}});
    CHECK(body_of<PluginEvent>(message).jsep->sdp == "v=0\r\n");
}
