// SPDX-License-Identifier: MIT
#include "media/answerer.hpp"
#include "media/call.hpp"
#include "media/media_session.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <random>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using namespace janus_talk::core::media;

// What goes wrong, ends, or begins anew.

namespace {

std::ptrdiff_t count_entries(const char* folder) {
    return std::distance(std::filesystem::directory_iterator{folder}, {});
}

} // namespace

TEST_CASE("Answers that make no sense fail the call") {
    Call call{with_input("null")};
    call.tamper = [](core::CheckedAnswer answer) {
        answer.sdp = GENERATE("", "hello", "v=0\r\n");
        return answer;
    };
    call.start();
    REQUIRE(call.wait_for<Failed>());
    CHECK(call.log.all<Failed>()[0].failure.code == base::ExitCode::protocol);
    CHECK(call.hang_up());
}

TEST_CASE("Answers and candidates for another epoch are ignored") {
    Call call{with_input("null")};
    call.session->apply_answer({7}, {});
    call.session->add_remote_candidate({7}, "candidate:1 1 UDP 1 127.0.0.1 9 typ host");
    REQUIRE(call.connect());
    call.session->apply_answer({7}, {});
    call.session->stop({7});
    call.stage.let(100ms);
    CHECK(call.log.all<Failed>().empty());
    CHECK(call.log.all<Stopped>().empty());
}

TEST_CASE("Candidates of the other end may come after its answer") {
    Call call{with_input("null")};
    std::string candidate;
    call.tamper = [&candidate](core::CheckedAnswer answer) {
        const auto at = answer.sdp.find("a=candidate:");
        const auto end = answer.sdp.find("\r\n", at) + 2;
        candidate = answer.sdp.substr(at + 2, end - at - 4);
        while (true) {
            const auto from = answer.sdp.find("a=candidate:");
            if (from == std::string::npos)
                return answer;
            answer.sdp.erase(from, answer.sdp.find("\r\n", from) + 2 - from);
        }
    };
    call.start();
    REQUIRE(call.stage.wait_for([&] { return !candidate.empty(); }));
    call.session->add_remote_candidate(first_epoch, candidate);
    CHECK(call.wait_for<FirstAudio>());
}

TEST_CASE("Relay only, without a relay, finds nothing to offer") {
    MediaOptions options = with_input("null");
    options.relay_only = true;
    Call call{options};
    call.start();
    REQUIRE(call.wait_for<GatheringComplete>());
    CHECK_FALSE(call.log.all<GatheringComplete>().front().usable);
    CHECK(call.log.all<LocalCandidate>().empty());
}

TEST_CASE("An address that is none of ours fails the start") {
    MediaOptions options = with_input("null");
    options.ice_interfaces = {"not-an-address"};
    Call call{options};
    call.start();
    REQUIRE(call.wait_for<Failed>());
    CHECK(call.log.all<Failed>()[0].failure.code == base::ExitCode::usage);
    CHECK(call.hang_up());
}

TEST_CASE("Stopping what never started is answered all the same") {
    Call call{with_input("null")};
    CHECK(call.hang_up());
}

TEST_CASE("After a stop nothing of the old epoch is told, and the next call works") {
    Call call{with_input("tone:1000@-12")};
    REQUIRE(call.connect({1}));
    REQUIRE(call.hang_up({1}));
    call.log.clear();
    call.stage.let(300ms);
    CHECK(call.log.events().empty());
    REQUIRE(call.connect({2}));
    REQUIRE(call.wait_for<Levels>(2));
    CHECK(amplitude_at(tail(call.peer->heard(), 0.5), 1000) == Approx(0.25).epsilon(0.15));
    CHECK(call.hang_up({2}));
}

TEST_CASE("A new peer connection replaces one that is there, and all else goes on") {
    const ScratchFolder folder;
    MediaOptions options = with_input("tone:1000@-12");
    options.record = folder.path("heard.wav");
    options.record_sent = folder.path("sent.wav");
    Call call{options, {440, 0.25}};
    const auto begin = std::chrono::steady_clock::now();
    REQUIRE(call.connect({1}));
    REQUIRE(call.wait_for<Levels>(2));
    REQUIRE(call.connect({2}));
    const auto levels = call.log.all<Levels>().size();
    REQUIRE(call.wait_for<Levels>(levels + 2));
    CHECK(amplitude_at(tail(call.peer->heard(), 0.5), 1000) == Approx(0.25).epsilon(0.15));
    // Nothing was closed in between, and nobody was told of an end.
    CHECK(call.log.all<RecordingChanged>().size() == 2);
    CHECK(call.log.all<Stopped>().empty());
    CHECK(call.log.all<Failed>().empty());
    REQUIRE(call.hang_up({2}));
    const std::chrono::duration<double> lasted = std::chrono::steady_clock::now() - begin;
    CHECK(call.log.all<RecordingChanged>().size() == 4);
    for (const auto& change : call.log.all<RecordingChanged>()) {
        if (!change.started)
            CHECK(change.seconds > lasted.count() / 2); // one recording, both connections in it
    }
    CHECK(amplitude_at(tail(decode_file(folder.path("heard.wav")), 1), 440) ==
          Approx(0.25).epsilon(0.15));
}

TEST_CASE("Muted stays muted from one peer connection to the next") {
    Call call{with_input("tone:1000@-12")};
    REQUIRE(call.connect({1}));
    call.session->set_muted(true);
    REQUIRE(call.connect({2}));
    const auto levels = call.log.all<Levels>().size();
    REQUIRE(call.wait_for<Levels>(levels + 2));
    CHECK(amplitude_at(call.peer->heard(), 1000) < 0.001);
}

TEST_CASE("A listener may stop the session from inside any report") {
    const auto when = static_cast<std::size_t>(GENERATE(range(0, 8)));
    CAPTURE(when);
    Call call{with_input("null")};
    const auto connect = call.log.then;
    std::size_t seen = 0;
    call.log.then = [&](const core::MediaEvent& event) {
        connect(event);
        if (seen++ == when)
            call.session->stop(first_epoch);
    };
    call.start();
    CHECK(call.wait_for<Stopped>());
}

TEST_CASE("Fifty calls are cut at any moment without a crash, a hang or a leak") {
    std::mt19937 random{GENERATE(1U, 2U)};
    std::ptrdiff_t descriptors = 0;
    for (int round = 0; round < 25; ++round) {
        {
            Call call{with_input("tone")};
            call.start();
            call.stage.let(std::chrono::milliseconds{random() % 250});
            // Politely, or by letting go of it.
            if (round % 2 == 0)
                REQUIRE(call.hang_up());
        }
        // The first rounds load plug-ins and fill pools.
        if (round == 5)
            descriptors = count_entries("/proc/self/fd");
    }
    Stage stage;
    CHECK(stage.wait_for([&] { return count_entries("/proc/self/fd") <= descriptors + 8; }));
    CHECK(stage.wait_for([] { return !MediaSession::teardown_is_blocked(); }));
}
