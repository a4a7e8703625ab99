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
                                         "leaving",
                                         "ended"});
}

TEST_CASE("phases only go forward, and every one but the last has an end") {
    for (const Phase from : all) {
        CHECK_FALSE(may_follow(from, from));
        CHECK_FALSE(may_follow(from, Phase::idle));
        CHECK(may_follow(from, Phase::ended) == (from != Phase::ended));
        for (const Phase to : all) {
            if (to < from)
                CHECK_FALSE(may_follow(from, to));
        }
    }
    CHECK(may_follow(Phase::joining, Phase::trickling));
    CHECK_FALSE(may_follow(Phase::attaching, Phase::trickling));
}
