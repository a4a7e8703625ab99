// SPDX-License-Identifier: MIT
#include "janus/request_rules.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::janus;
using Catch::Matchers::Contains;

namespace {

const base::RoomId room{std::uint64_t{7}};
const base::ParticipantId person{std::uint64_t{8}};

} // namespace

TEST_CASE("versions are read as Janus counts them") {
    CHECK(version_text(1102) == "1.1.2");
    CHECK(version_text(1204) == "1.2.4");
    CHECK(version_text(1302) == "1.3.2");
    CHECK(version_text(1400) == "1.4.0");
}

TEST_CASE("requests of later servers are refused by an older one's version, and name both") {
    const std::vector<std::pair<AudioBridgeRequest, ServerVersion>> later{
            {SuspendParticipant{room, person, {}, {}, {}}, 1201},
            {ResumeParticipant{room, person, {}, {}, {}}, 1201},
            {DenoiseParticipant{room, person, {}, true}, 1203},
            {DenoiseParticipant{room, person, {}, false}, 1203},
            {ListAnnouncements{room, {}, {}}, 1204},
            {StopAllFiles{room, {}, {}}, 1302},
    };
    for (const auto& [request, needed] : later) {
        CAPTURE(request_name(request));
        CHECK(needed_version(request_name(request)) == needed);
        CHECK(depends_on_version(request));
        const auto reason = refusal(request, 1102);
        REQUIRE(reason);
        CHECK(reason->code == base::ExitCode::protocol);
        CHECK_THAT(reason->text, Contains(version_text(needed)) && Contains("1.1.2"));
        CHECK_FALSE(refusal(request, needed));
        CHECK_FALSE(refusal(request, needed + 100));
        // Unknown: the server itself will say so.
        CHECK_FALSE(refusal(request, 0));
    }
}

TEST_CASE("what 1.1.2 knows depends on no version") {
    const std::vector<AudioBridgeRequest> requests{ListRooms{},
                                                   CreateRoom{},
                                                   KickParticipant{room, person, {}},
                                                   PlayFile{room, {}, {}, "f", {}, {}, {}},
                                                   ResetDecoder{},
                                                   RawBody{R"({"request":"list"})"}};
    for (const auto& request : requests) {
        CAPTURE(request_name(request));
        CHECK_FALSE(depends_on_version(request));
        CHECK_FALSE(refusal(request, 1102));
    }
}

TEST_CASE("a changeroom that can hang the AudioBridge for everybody is not sent to a server that "
          "old") {
    ChangeRoom change;
    change.room = room;
    CHECK(refusal(change, 1102)); // the room may have groups
    change.settings.group = "a";
    CHECK(refusal(change, 1102));
    CHECK(refusal(change, 1203));
    CHECK(refusal(change, 0)); // unknown counts as old
    CHECK_FALSE(refusal(change, 1204));
    // However it is spelled.
    CHECK(refusal(RawBody{R"({"request":"ChangeRoom","room":1,"secret":"x"})"}, 1102));
    CHECK(refusal(RawBody{R"({"request":"ChangeRoom","room":1})"}, 1102));
    CHECK_FALSE(refusal(RawBody{R"({"request":"ChangeRoom","room":1})"}, 1204));
    CHECK(depends_on_version(RawBody{R"({"request":"CHANGEROOM"})"}));
    CHECK_FALSE(refusal(RawBody{"no json"}, 1102));
}
