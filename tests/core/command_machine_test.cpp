// SPDX-License-Identifier: MIT
#include "core/command_bench.hpp"
#include "core/timing.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace std::chrono_literals;
using base::ExitCode;

namespace {

using Bench = core::test::CommandBench;
using core::test::chosen_session;
using core::test::given_handle;
using core::test::room;

Question list_rooms() {
    return janus::AudioBridgeRequest{janus::ListRooms{}};
}

base::JanusError server_error(int code) {
    return {base::JanusLayer::core, code, "words"};
}

} // namespace

TEST_CASE("a question takes create and attach in one flight, one message, and no waiting at the "
          "end") {
    Bench bench{{list_rooms()}};
    bench.feed(SignalingOpened{});
    CHECK(bench.count<janus::CreateSession>() == 1);
    CHECK(bench.count<janus::Attach>() == 1);
    CHECK(bench.count<janus::Info>() == 0); // nothing here depends on the version
    bench.answer(janus::Success{chosen_session}, bench.transaction_of<janus::CreateSession>());
    CHECK(bench.count<janus::Message>() == 0);
    bench.answer(janus::Success{given_handle}, bench.transaction_of<janus::Attach>());
    REQUIRE(bench.count<janus::Message>() == 1);
    bench.now_ += 30ms;
    bench.plugin(janus::PluginSuccess{}, R"({"list":[]})");
    REQUIRE(bench.replies_.size() == 1);
    CHECK(bench.replies_[0].payload == R"({"list":[]})");
    CHECK(bench.replies_[0].round_trip == 30ms);
    CHECK(bench.count<janus::DestroySession>() == 1);
    CHECK(bench.closes_ == 1);
    CHECK(bench.stops_.empty());
    bench.closed();
    CHECK(bench.stops_ == std::vector{ExitCode::ok});
    CHECK(bench.failures_.empty());
    CHECK_FALSE(bench.machine_.deadline());
}

TEST_CASE("an asynchronous answer follows its ack, or comes before it") {
    Bench bench{{Question{janus::AudioBridgeRequest{janus::RawBody{R"({"request":"leave"})"}}}}};
    bench.attach();
    const auto transaction = bench.transaction_of<janus::Message>();
    bench.answer(janus::Ack{}, transaction);
    CHECK(bench.replies_.empty());
    bench.answer(janus::PluginEvent{janus::Configured{}, {}, false}, transaction);
    CHECK(bench.replies_.size() == 1);
    bench.answer(janus::Ack{}, transaction); // late: nothing happens
    CHECK(bench.replies_.size() == 1);
}

TEST_CASE("several questions are asked one after the other, and the first failure ends them") {
    const Question second = janus::AudioBridgeRequest{janus::ListParticipants{room}};
    {
        Bench bench{{list_rooms(), second}};
        bench.attach();
        bench.plugin(janus::PluginSuccess{});
        CHECK(bench.count<janus::Message>() == 2);
        bench.plugin(janus::ParticipantList{});
        REQUIRE(bench.replies_.size() == 2);
        CHECK(bench.replies_[1].question == 1);
    }
    Bench bench{{list_rooms(), second}};
    bench.attach();
    bench.plugin(janus::AudioBridgeError{{base::JanusLayer::audiobridge, 485, "No such room"}});
    CHECK(bench.count<janus::Message>() == 1);
    bench.closed();
    CHECK(bench.stops_ == std::vector{ExitCode::room});
    REQUIRE(bench.failures_.size() == 1);
    CHECK(bench.failures_[0].janus->code == 485);
}

TEST_CASE("what to ask next may depend on the answer") {
    CommandConfig config =
            Bench::config_for({Question{janus::AdminRequest{janus::ListSessions{}}}});
    config.follow_up = [](const Reply& reply) {
        if (reply.question > 0)
            return std::vector<Question>{};
        return std::vector<Question>{
                Question{janus::AdminRequest{janus::ListHandles{base::SessionId{5}}}}};
    };
    Bench bench{std::move(config)};
    bench.feed(SignalingOpened{});
    REQUIRE(bench.admin_.size() == 1);
    bench.answer_admin(janus::SessionList{});
    REQUIRE(bench.admin_.size() == 2);
    bench.answer_admin(janus::HandleList{});
    bench.closed();
    CHECK(bench.sent_.empty()); // no session was made, so none is destroyed
    CHECK(bench.replies_.size() == 2);
    CHECK(bench.stops_ == std::vector{ExitCode::ok});
}

TEST_CASE(
        "what is gone by the time it is looked at is an empty answer in a survey, else a failure") {
    const int code = GENERATE(458, 459);
    const janus::AdminRequest request{janus::ListHandles{base::SessionId{5}}};
    Bench survey{{Question{AdminSurvey{request}}}};
    survey.feed(SignalingOpened{});
    survey.answer_admin(janus::CoreError{server_error(code)});
    CHECK(survey.failures_.empty());
    REQUIRE(survey.replies_.size() == 1);
    CHECK(survey.replies_[0].payload == "{}");
    CHECK(survey.replies_[0].is_absent);

    Bench question{{Question{request}}};
    question.feed(SignalingOpened{});
    question.answer_admin(janus::CoreError{server_error(code)});
    CHECK(question.replies_.empty());
    REQUIRE(question.failures_.size() == 1);
    CHECK(question.failures_[0].code == ExitCode::room);
}

TEST_CASE("whether the Admin API said success is told with its answer") {
    const auto said = [](janus::AdminBody body) {
        Bench bench{{Question{janus::AdminRequest{janus::HangupWebrtc{}}}}};
        bench.feed(SignalingOpened{});
        bench.answer_admin(std::move(body));
        REQUIRE(bench.replies_.size() == 1);
        CHECK_FALSE(bench.replies_[0].is_absent);
        return bench.replies_[0].is_success;
    };
    CHECK(said(janus::AdminSuccess{}));
    CHECK(said(janus::SessionList{}));
    CHECK_FALSE(said(janus::Pong{}));
    CHECK_FALSE(said(janus::ServerInfo{}));
    CHECK_FALSE(said(janus::UnknownMessage{"event"}));
}

TEST_CASE("other errors fail a survey too") {
    Bench bench{{Question{AdminSurvey{janus::ListHandles{base::SessionId{5}}}}}};
    bench.feed(SignalingOpened{});
    bench.answer_admin(janus::CoreError{server_error(403)});
    REQUIRE(bench.failures_.size() == 1);
    CHECK(bench.failures_[0].code == ExitCode::refused);
}

TEST_CASE("an answer can turn out to be a dead end") {
    CommandConfig config =
            Bench::config_for({Question{janus::AdminRequest{janus::ListSessions{}}}});
    config.follow_up = [](const Reply&) {
        return base::Failure{ExitCode::room, "There is none.", "", {}};
    };
    Bench bench{std::move(config)};
    bench.feed(SignalingOpened{});
    bench.answer_admin(janus::SessionList{});
    bench.closed();
    REQUIRE(bench.failures_.size() == 1);
    CHECK(bench.failures_[0].text == "There is none.");
    CHECK(bench.stops_ == std::vector{ExitCode::room});
}

TEST_CASE("errors of the core end with their own class") {
    const auto [code, exit] = GENERATE(table<int, ExitCode>({{403, ExitCode::refused},
                                                             {405, ExitCode::refused},
                                                             {460, ExitCode::protocol},
                                                             {472, ExitCode::try_later}}));
    Bench bench{{list_rooms()}};
    bench.feed(SignalingOpened{});
    bench.answer(janus::CoreError{server_error(code)},
                 bench.transaction_of<janus::CreateSession>());
    REQUIRE(bench.failures_.size() == 1);
    CHECK(bench.failures_[0].code == exit);
    bench.answer(janus::CoreError{server_error(458)}, bench.transaction_of<janus::Attach>());
    CHECK(bench.failures_.size() == 1);
    bench.closed();
    CHECK(bench.stops_ == std::vector{exit});
}

TEST_CASE("a taken session id is answered with another one") {
    Bench bench{{list_rooms()}};
    bench.feed(SignalingOpened{});
    bench.answer(janus::CoreError{server_error(468)}, bench.transaction_of<janus::CreateSession>());
    CHECK(bench.count<janus::CreateSession>() == 2);
    bench.answer(janus::CoreError{server_error(468)}, bench.transaction_of<janus::CreateSession>());
    bench.answer(janus::CoreError{server_error(468)}, bench.transaction_of<janus::CreateSession>());
    CHECK(bench.count<janus::CreateSession>() == 3);
    CHECK(bench.failures_.size() == 1);
}

TEST_CASE("a request that the server is too old for never leaves") {
    const janus::AudioBridgeRequest stop_all = janus::StopAllFiles{room, {}, {}};
    const bool admin = GENERATE(false, true);
    const Question question = admin ? Question{janus::AdminRequest{janus::MessagePlugin{stop_all}}}
                                    : Question{stop_all};
    const std::uint64_t version = GENERATE(1102U, 1302U);
    Bench bench{{question}};
    janus::ServerInfo info;
    info.version = version;
    if (admin) {
        bench.feed(SignalingOpened{});
        REQUIRE(bench.admin_.size() == 1); // info alone
        bench.answer_admin(info);
    } else {
        bench.attach();
        CHECK(bench.count<janus::Message>() == 0); // waits for the version
        bench.answer(info, bench.transaction_of<janus::Info>());
    }
    const std::size_t asked = admin ? bench.admin_.size() - 1 : bench.count<janus::Message>();
    CHECK(asked == (version == 1302 ? 1 : 0));
    CHECK(bench.failures_.size() == (version == 1302 ? 0 : 1));
}

TEST_CASE("a silent server is given up in time, at every step") {
    const int steps = GENERATE(0, 1, 2);
    Bench bench{{list_rooms()}};
    if (steps == 1)
        bench.feed(SignalingOpened{});
    if (steps == 2)
        bench.attach();
    CHECK(bench.machine_.deadline() == TimePoint{} + 15s);
    bench.tick_at_deadline();
    REQUIRE(bench.failures_.size() == 1);
    CHECK(bench.failures_[0].code == (steps == 0 ? ExitCode::unreachable : ExitCode::timeout));
    // Not even the socket closes: the machine ends by itself.
    bench.tick_at_deadline();
    CHECK(bench.stops_.size() == 1);
}

TEST_CASE("a connection that ends early is a failure, after the answer it is not") {
    {
        Bench bench{{list_rooms()}};
        bench.feed(SignalingClosed{{ExitCode::refused, "no", "", {}}});
        CHECK(bench.stops_ == std::vector{ExitCode::refused});
        CHECK(bench.failures_.size() == 1);
    }
    {
        Bench bench{{list_rooms()}};
        bench.attach();
        bench.feed(SignalingClosed{{ExitCode::ok, "", "", {}}});
        CHECK(bench.stops_ == std::vector{ExitCode::unreachable});
    }
    Bench bench{{list_rooms()}};
    bench.attach();
    bench.plugin(janus::PluginSuccess{});
    bench.feed(SignalingClosed{{ExitCode::unreachable, "reset", "", {}}});
    CHECK(bench.stops_ == std::vector{ExitCode::ok});
    CHECK(bench.failures_.empty());
}

TEST_CASE("pings keep their distance and end after their number") {
    Bench bench{{Question{PingSeries{3, 1000ms}}}};
    bench.feed(SignalingOpened{});
    for (std::size_t n = 1; n <= 3; ++n) {
        REQUIRE(bench.count<janus::Ping>() == n);
        bench.now_ += 40ms;
        bench.answer(janus::Pong{}, bench.transaction_of<janus::Ping>());
        REQUIRE(bench.replies_.size() == n);
        CHECK(bench.replies_.back().round_trip == 40ms);
        if (n == 3)
            break;
        const TimePoint next = bench.machine_.deadline().value();
        CHECK(next - bench.now_ == 960ms);
        bench.tick_at_deadline();
    }
    CHECK(bench.closes_ == 1);
    bench.closed();
    CHECK(bench.stops_ == std::vector{ExitCode::ok});
    // A long series is not ended by the limit of one answer.
    Bench patient{{Question{PingSeries{100, 60s}}}};
    patient.feed(SignalingOpened{});
    patient.answer(janus::Pong{}, patient.transaction_of<janus::Ping>());
    patient.tick_at_deadline();
    CHECK(patient.failures_.empty());
    CHECK(patient.count<janus::Ping>() == 2);
}

TEST_CASE("an interruption closes, and a second one ends at once") {
    Bench bench{{list_rooms()}};
    bench.attach();
    bench.feed(LeaveRequested{ExitCode::ok, ExitCode::interrupted, "SIGINT"});
    CHECK(bench.closes_ == 1);
    CHECK(bench.stops_.empty());
    bench.plugin(janus::PluginSuccess{}); // too late to count
    CHECK(bench.replies_.empty());
    bench.feed(LeaveRequested{ExitCode::ok, ExitCode::interrupted, "SIGINT"});
    CHECK(bench.stops_ == std::vector{ExitCode::interrupted});
    // Impatience behind the answer does not turn it into a failure.
    Bench done{{list_rooms()}};
    done.attach();
    done.plugin(janus::PluginSuccess{});
    done.feed(LeaveRequested{ExitCode::ok, ExitCode::interrupted, "SIGINT"});
    CHECK(done.stops_ == std::vector{ExitCode::ok});
}

TEST_CASE("an answer that can't be read ends the question that it belongs to, and only that") {
    Bench bench{{list_rooms()}};
    bench.attach();
    bench.feed(MessageUnreadable{{"not JSON", "somebody else's"}});
    CHECK(bench.failures_.empty());
    bench.feed(MessageUnreadable{{"not JSON", bench.transaction_of<janus::Message>()}});
    REQUIRE(bench.failures_.size() == 1);
    CHECK(bench.failures_[0].code == ExitCode::protocol);
}

TEST_CASE("any events in any order: one end, bounded requests") {
    std::mt19937 random{20260101};
    for (int run = 0; run < 2000; ++run) {
        Bench bench{{list_rooms(),
                     Question{janus::AudioBridgeRequest{janus::StopAllFiles{room, {}, {}}}}}};
        for (int step = 0; step < 40; ++step) {
            const std::string transaction = "t" + std::to_string(random() % 8);
            switch (random() % 9) {
            case 0:
                bench.feed(SignalingOpened{});
                break;
            case 1:
                bench.answer(janus::Success{random() % 3}, transaction);
                break;
            case 2:
                bench.answer(janus::PluginEvent{janus::PluginSuccess{}, {}, true}, transaction);
                break;
            case 3:
                bench.answer(janus::CoreError{server_error(458 + static_cast<int>(random() % 15))},
                             transaction);
                break;
            case 4:
                bench.answer(janus::Ack{}, transaction);
                break;
            case 5:
                bench.feed(Tick{});
                break;
            case 6:
                bench.answer(janus::ServerInfo{}, transaction);
                break;
            case 7:
                bench.feed(MessageUnreadable{{"?", transaction}});
                break;
            default:
                bench.now_ += std::chrono::milliseconds{random() % 500};
                break;
            }
        }
        for (int i = 0; i < 5 && bench.machine_.deadline(); ++i)
            bench.tick_at_deadline();
        CHECK(bench.stops_.size() == 1);
        CHECK(bench.failures_.size() <= 1);
        CHECK(bench.sent_.size() <= 12);
    }
}
