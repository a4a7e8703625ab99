// SPDX-License-Identifier: MIT
#include "loop/resolver.hpp"
#include "loop/run_until.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>

using namespace janus_talk::loop;
using janus_talk::base::ExitCode;
using janus_talk::base::Failure;

namespace {

Resolver::Answer answer_for(const std::string& host) {
    MainLoop loop;
    Resolver resolver{loop};
    std::optional<Resolver::Answer> answer;
    resolver.resolve(host, [&](const Resolver::Answer& given) {
        answer = given;
        loop.quit();
    });
    REQUIRE_FALSE(answer); // never inside the call
    REQUIRE(test::run_until_quit(loop));
    return *answer;
}

} // namespace

TEST_CASE("a numeric address is its own answer") {
    const std::string address =
            GENERATE("127.0.0.1", "192.0.2.7", "::1", "2001:db8::1", "fe80::1%lo");
    const auto answer = answer_for(address);
    CHECK(std::get<Addresses>(answer) == Addresses{address});
}

TEST_CASE("localhost is known without a name server") {
    const auto addresses = std::get<Addresses>(answer_for("localhost"));
    CHECK(std::count(addresses.begin(), addresses.end(), "127.0.0.1") == 1);
    for (const std::string& address : addresses)
        CHECK((address == "127.0.0.1" || address == "::1"));
}

TEST_CASE("a name that does not exist is a failure with a sentence and a hint") {
    // An empty label can't be asked for, so no name server is involved.
    const Failure failure = std::get<Failure>(answer_for("no..such..host"));
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Catch::Contains("no..such..host"));
}

TEST_CASE("a cancelled look-up never answers") {
    MainLoop loop;
    Resolver resolver{loop};
    const std::string host = GENERATE("127.0.0.1", "localhost", "no..such..host");
    bool answered = false;
    resolver.resolve(host, [&](const Resolver::Answer&) { answered = true; });
    resolver.cancel();
    test::run_ready(loop, 50);
    CHECK_FALSE(answered);
}

TEST_CASE("a second look-up replaces the first") {
    MainLoop loop;
    Resolver resolver{loop};
    std::vector<std::string> answers;
    resolver.resolve("no..such..host",
                     [&](const Resolver::Answer&) { answers.emplace_back("first"); });
    resolver.resolve("127.0.0.1", [&](const Resolver::Answer&) {
        answers.emplace_back("second");
        loop.quit();
    });
    REQUIRE(test::run_until_quit(loop));
    test::run_ready(loop, 50);
    CHECK(answers == std::vector<std::string>{"second"});
}

TEST_CASE("a resolver and its loop can go while a look-up is under way") {
    for (int round = 0; round < 20; ++round) {
        MainLoop loop;
        Resolver resolver{loop};
        resolver.resolve("no..such..host",
                         [](const Resolver::Answer&) { FAIL("must not answer"); });
    }
}

TEST_CASE("an answer may destroy the resolver") {
    MainLoop loop;
    const std::string host = GENERATE("127.0.0.1", "localhost");
    auto resolver = std::make_unique<Resolver>(loop);
    resolver->resolve(host, [&](const Resolver::Answer&) {
        resolver.reset();
        loop.quit();
    });
    REQUIRE(test::run_until_quit(loop));
    CHECK_FALSE(resolver);
}

TEST_CASE("the families take turns, and each keeps its order") {
    CHECK(interleave_families({"2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1"}) ==
          Addresses{"2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::3"});
    CHECK(interleave_families({"192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"}) ==
          Addresses{"192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2"});
    CHECK(interleave_families({"192.0.2.1", "192.0.2.2"}) == Addresses{"192.0.2.1", "192.0.2.2"});
    CHECK(interleave_families({}).empty());
}
