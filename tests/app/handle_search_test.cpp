// SPDX-License-Identifier: MIT
#include "app/handle_search.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <tuple>
#include <variant>

using namespace janus_talk;
using app::HandleSearch;
using app::HandleWalk;

namespace {

using Questions = std::vector<core::Question>;

constexpr const char* two_sessions = R"({"sessions":[11,12]})";

core::Reply reply(std::string payload) {
    core::Reply made;
    made.payload = std::move(payload);
    made.is_success = true;
    return made;
}

/// A session or a handle that went away meanwhile.
core::Reply absent() {
    core::Reply made = reply("{}");
    made.is_success = false;
    made.is_absent = true;
    return made;
}

void check_misfit(const core::FollowUp& next) {
    REQUIRE(std::holds_alternative<base::Failure>(next));
    CHECK(std::get<base::Failure>(next).code == base::ExitCode::protocol);
}

Questions questions_of(const core::FollowUp& next) {
    REQUIRE(std::holds_alternative<Questions>(next));
    return std::get<Questions>(next);
}

/// The only question, which must be of this kind; surveys and plain requests alike.
template <typename Request>
Request only(const Questions& questions) {
    REQUIRE(questions.size() == 1);
    const auto* survey = std::get_if<core::AdminSurvey>(&questions.front());
    const auto& request =
            survey != nullptr ? survey->request : std::get<janus::AdminRequest>(questions.front());
    REQUIRE(std::holds_alternative<Request>(request));
    return std::get<Request>(request);
}

HandleSearch search_for(std::uint64_t handle, std::optional<base::SessionId> session = {}) {
    const auto hang_up = [](base::SessionId found, base::HandleId wanted) {
        return janus::AdminRequest{janus::HangupWebrtc{found, wanted}};
    };
    return {{{handle}, session}, hang_up, "end the peer connection"};
}

} // namespace

TEST_CASE("a handle is looked for in one session after the other") {
    HandleSearch search = search_for(22);
    only<janus::ListSessions>(search.first());
    auto next = questions_of(search.next(reply(two_sessions)));
    CHECK(only<janus::ListHandles>(next).session == base::SessionId{11});
    CHECK(std::holds_alternative<core::AdminSurvey>(next.front()));
    next = questions_of(search.next(absent()));
    CHECK(only<janus::ListHandles>(next).session == base::SessionId{12});
    next = questions_of(search.next(reply(R"({"session_id":12,"handles":[21,22]})")));
    const auto deed = only<janus::HangupWebrtc>(next);
    CHECK(deed.session == base::SessionId{12});
    CHECK(deed.handle == base::HandleId{22});
    CHECK_FALSE(search.answered());
    CHECK(questions_of(search.next(reply("{}"))).empty());
    CHECK(search.answered());
}

TEST_CASE("a handle that nobody has is a failure that names no session") {
    HandleSearch search = search_for(99);
    std::ignore = search.first();
    std::ignore = search.next(reply(R"({"sessions":[11]})"));
    const auto next = search.next(reply(R"({"session_id":11,"handles":[21]})"));
    REQUIRE(std::holds_alternative<base::Failure>(next));
    const auto& failure = std::get<base::Failure>(next);
    CHECK(failure.code == base::ExitCode::room);
    CHECK(failure.text.find("11") == std::string::npos);
    CHECK_FALSE(search.answered());
}

TEST_CASE("with its session a handle is not looked for") {
    HandleSearch search = search_for(22, base::SessionId{12});
    CHECK(only<janus::HangupWebrtc>(search.first()).session == base::SessionId{12});
    CHECK(questions_of(search.next(reply("{}"))).empty());
    CHECK(search.answered());
}

TEST_CASE("the handles of all sessions are collected") {
    HandleWalk walk{{}, false};
    only<janus::ListSessions>(walk.first());
    std::ignore = walk.next(reply(two_sessions));
    std::ignore = walk.next(reply(R"({"session_id":11,"handles":[21]})"));
    CHECK_FALSE(walk.complete());
    CHECK(questions_of(walk.next(reply(R"({"session_id":12,"handles":[22,23]})"))).empty());
    CHECK(walk.complete());
    REQUIRE(walk.handles().size() == 3);
    CHECK(walk.handles()[2].session == base::SessionId{12});
    CHECK(walk.handles()[2].handle == base::HandleId{23});
}

TEST_CASE("in the long form each handle is asked, and those that vanish are left out") {
    HandleWalk walk{base::SessionId{11}, true};
    CHECK(only<janus::ListHandles>(walk.first()).session == base::SessionId{11});
    auto next = questions_of(walk.next(reply(R"({"session_id":11,"handles":[21,22]})")));
    CHECK(only<janus::GetHandleInfo>(next).handle == base::HandleId{21});
    next = questions_of(walk.next(absent()));
    CHECK(only<janus::GetHandleInfo>(next).handle == base::HandleId{22});
    constexpr const char* info =
            R"({"info":{"session_id":11,"handle_id":22,"plugin":"janus.plugin.echotest"}})";
    CHECK(questions_of(walk.next(reply(info))).empty());
    CHECK(walk.complete());
    REQUIRE(walk.handles().size() == 1);
    CHECK(walk.handles()[0].plugin == "janus.plugin.echotest");
}

TEST_CASE("an answer of another kind is no empty list, and no deed") {
    SECTION("while a handle is looked for") {
        HandleSearch search = search_for(22);
        std::ignore = search.first();
        check_misfit(search.next(reply("{}")));
        std::ignore = search.next(reply(two_sessions));
        check_misfit(search.next(reply(two_sessions)));
        CHECK_FALSE(search.answered());
    }
    SECTION("when it was found") {
        HandleSearch search = search_for(22, base::SessionId{12});
        std::ignore = search.first();
        auto pong = reply("{}");
        pong.is_success = false;
        check_misfit(search.next(pong));
        CHECK_FALSE(search.answered());
    }
    SECTION("while handles are listed") {
        HandleWalk walk{{}, true};
        std::ignore = walk.first();
        check_misfit(walk.next(reply(R"({"handles":[]})")));
        std::ignore = walk.next(reply(R"({"sessions":[11]})"));
        check_misfit(walk.next(reply("{}")));
        std::ignore = walk.next(reply(R"({"session_id":11,"handles":[21]})"));
        check_misfit(walk.next(reply("{}")));
        CHECK_FALSE(walk.complete());
    }
}

TEST_CASE("a server without sessions has no handles") {
    HandleWalk walk{{}, true};
    std::ignore = walk.first();
    CHECK(questions_of(walk.next(reply(R"({"sessions":[]})"))).empty());
    CHECK(walk.complete());
    CHECK(walk.handles().empty());
}
