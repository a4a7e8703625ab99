// SPDX-License-Identifier: MIT
#include "app/wait.hpp"

#include "app/command_run.hpp"
#include "app/read_goal.hpp"
#include "core/condition.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

using base::ExitCode;
using base::Failure;
using std::chrono::milliseconds;

constexpr milliseconds answer_limit{15'000};

/// What has been seen so far.
class Watch {
public:
    Watch(const WaitOptions& options, core::Condition condition)
        : options_(options), condition_(std::move(condition)), begin_(core::Clock::now()) {}

    core::FollowUp look(const core::Reply& reply) {
        waited_ = std::chrono::floor<milliseconds>(reply.at - begin_);
        const auto* list =
                reply.event ? std::get_if<janus::ParticipantList>(&*reply.event) : nullptr;
        if (list != nullptr)
            room_.observe(list->participants, reply.at);
        else if (reply.is_absent)
            room_.set_destroyed();
        else
            return Failure{ExitCode::protocol, "The server's answer is no list of people.", "", {}};
        holds_ = condition_.holds(room_, reply.at);
        if (holds_)
            return std::vector<core::Question>{};
        if (reply.is_absent)
            return gone();
        seen_ = true;
        if (options_.limit && waited_ >= *options_.limit)
            return too_late();
        auto pause = options_.interval;
        if (options_.limit)
            pause = std::min(pause, *options_.limit - waited_);
        return std::vector<core::Question>{core::RoomSurvey{options_.room, pause}};
    }

    [[nodiscard]] std::string text() const {
        return holds_ ? base::harmless(condition_.text()) + " holds.\n" : "";
    }

    [[nodiscard]] std::string members() const {
        json::Writer writer;
        writer.begin_object()
                .member("condition", condition_.text())
                .member("holds", holds_)
                .member("waited_ms", waited_.count())
                .end_object();
        return std::move(writer).take();
    }

private:
    [[nodiscard]] Failure gone() const {
        const std::string room = "room " + base::harmless(options_.room.text());
        if (seen_)
            return {ExitCode::room_destroyed, "The " + room + " was destroyed.", "", {}};
        return {ExitCode::room,
                "There is no " + room + ".",
                "List the rooms with: janus-talk rooms list",
                {}};
    }

    [[nodiscard]] Failure too_late() const {
        return {ExitCode::timeout,
                base::harmless(condition_.text()) + " did not hold within --timeout.",
                "",
                {}};
    }

    WaitOptions options_;
    core::Condition condition_;
    core::TimePoint begin_;
    core::RoomView room_;
    milliseconds waited_{0};
    bool seen_ = false;
    bool holds_ = false;
};

} // namespace

base::ExitCode run_wait(const CommandOptions& options, const WaitOptions& wait) {
    const auto watch =
            std::make_shared<Watch>(wait, read_goal<core::Condition>("wait", wait.condition));
    CommandPlan plan;
    plan.questions = {core::RoomSurvey{wait.room}};
    plan.doing = "look into room " + base::harmless(wait.room.text());
    plan.keeps_replies = false;
    plan.follow_up = [watch](const core::Reply& reply) { return watch->look(reply); };
    plan.closing_text = [watch](const std::vector<core::Reply>&) { return watch->text(); };
    plan.json = [watch](const std::vector<core::Reply>&) { return watch->members(); };
    // Whoever waits for an hour still wants to know at once that the server hangs.
    CommandOptions each = options;
    each.server.timeout = std::min(options.server.timeout, answer_limit);
    return run_command(each, std::move(plan));
}

} // namespace janus_talk::app
