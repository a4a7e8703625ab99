// SPDX-License-Identifier: MIT
#include "report/key_text.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using namespace janus_talk::report;

namespace {

janus::Participant person(std::uint64_t id, const char* name) {
    janus::Participant made;
    made.id.value = id;
    made.display = name;
    return made;
}

} // namespace

TEST_CASE("people are listed with what matters of each, us first") {
    core::Snapshot snapshot;
    snapshot.room.value = std::uint64_t{1234};
    snapshot.id.value = std::uint64_t{1};
    snapshot.display = "mohsen";
    snapshot.muted = true;
    snapshot.participants = {person(2, "alice"), person(3, "bob"), person(4, "eve\x1b[2J\n")};
    snapshot.participants[0].talking = true;
    snapshot.participants[1].muted = true;
    snapshot.participants[1].talking = true;
    snapshot.participants[2].setup = false;
    snapshot.participants[2].suspended = true;
    janus::Participant nameless = person(5, "");
    nameless.display.reset();
    snapshot.participants.push_back(nameless);
    const std::string text = people_text(snapshot);
    CHECK(text.substr(0, text.find("eve")) == "5 participants in room 1234:\n"
                                              "  mohsen (you, muted)\n"
                                              "  alice (talking)\n"
                                              "  bob (muted)\n"
                                              "  ");
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find(" (suspended) (no audio yet)\n  participant 5") != std::string::npos);
    CHECK(people_text({}) == "The room is not joined yet.");
}

TEST_CASE("statistics tell what is known, and nothing else") {
    CHECK(statistics_text({}, {}) == "There are no statistics yet.");
    core::media::Stats stats;
    stats.tx = {1500, 90'000, 24.04, 0};
    stats.rx = {1, 80, 0.64, 2.5};
    CHECK(statistics_text(stats, {}) == "  sent      24.0 kbit/s, 1500 packets, 0.0 % lost\n"
                                        "  received  0.6 kbit/s, 1 packet, 2.5 % lost");
    stats.rtt_ms = 31.4;
    stats.tx_jitter_ms = 1.25;
    stats.rx_jitter_ms = 3;
    stats.rx_concealed_pct = 0.5;
    stats.rx_buffer_ms = 40;
    core::media::Levels levels{-23.4, -127, -6.2, -127, 0};
    CHECK(statistics_text(stats, levels) ==
          "  sent      24.0 kbit/s, 1500 packets, 0.0 % lost, jitter 1.2 ms\n"
          "  received  0.6 kbit/s, 1 packet, 2.5 % lost, jitter 3.0 ms, 0.5 % concealed\n"
          "  round trip 31 ms\n"
          "  playout buffer 40 ms\n"
          "  microphone -23 dBFS, peaks -6\n"
          "  room silence");
    levels.tx_dbfs.reset();
    CHECK(statistics_text(stats, levels).find("microphone") == std::string::npos);
}

TEST_CASE("the help names every key") {
    const std::string text = keys_text();
    for (const char* key : {"m ", "space ", "+ -", "p ", "s ", "r ", "q "})
        CHECK(text.find(std::string("  ") + key) != std::string::npos);
}
