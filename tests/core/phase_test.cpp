// SPDX-License-Identifier: MIT
#include "core/phase.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <set>
#include <string>

using namespace janus_talk::core;

namespace {
constexpr std::array all{Phase::idle,
                         Phase::connecting,
                         Phase::creating,
                         Phase::attaching,
                         Phase::joining,
                         Phase::configuring,
                         Phase::trickling,
                         Phase::up,
                         Phase::reconnecting,
                         Phase::leaving,
                         Phase::ended};
}

TEST_CASE("phases have the names of the state event") {
    std::set<std::string> names;
    for (const Phase phase : all)
        names.emplace(name_of(phase));
    CHECK(names == std::set<std::string>{"idle",
                                         "connecting",
                                         "creating",
                                         "attaching",
                                         "joining",
                                         "configuring",
                                         "trickling",
                                         "up",
                                         "reconnecting",
                                         "leaving",
                                         "ended"});
}

TEST_CASE("but for an outage, phases only go forward, and every one but the last has an end") {
    for (const Phase from : all) {
        CHECK_FALSE(may_follow(from, from));
        CHECK_FALSE(may_follow(from, Phase::idle));
        CHECK(may_follow(from, Phase::ended) == (from != Phase::ended));
        for (const Phase to : all) {
            if (to < from && from != Phase::reconnecting)
                CHECK_FALSE(may_follow(from, to));
        }
    }
    CHECK(may_follow(Phase::joining, Phase::trickling));
    // A new session, a new peer connection, the old session claimed; and any of them may fail.
    CHECK(may_follow(Phase::reconnecting, Phase::creating));
    CHECK(may_follow(Phase::reconnecting, Phase::joining));
    CHECK(may_follow(Phase::reconnecting, Phase::up));
    CHECK_FALSE(may_follow(Phase::reconnecting, Phase::trickling));
    CHECK(may_follow(Phase::joining, Phase::reconnecting));
    // The first way in is not repeated.
    CHECK_FALSE(may_follow(Phase::connecting, Phase::reconnecting));
    CHECK_FALSE(may_follow(Phase::attaching, Phase::trickling));
}
