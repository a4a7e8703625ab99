// SPDX-License-Identifier: MIT
#include "core/conference_machine.hpp"

#include <utility>

// What a conference is to reach, and what must not happen in it. Both are judged by what is told.

namespace janus_talk::core {

using base::ExitCode;

void ConferenceMachine::notify(Notice notice) {
    auto broken = goal_.add(notice, now_);
    act(Notify{std::move(notice)});
    for (auto& assertion : broken) {
        broken_rule_ = broken_rule_.value_or(assertion.rule);
        act(Notify{std::move(assertion)});
    }
}

/// After every event. A broken rule counts more than a goal that is reached with the same event.
void ConferenceMachine::check_goal() {
    if (is_leaving() || phase_ == Phase::idle)
        return;
    if (const auto rule = std::exchange(broken_rule_, {})) {
        fail({ExitCode::failed, "This was not to happen (--fail-if): " + *rule, "", {}});
        return;
    }
    if (goal_.is_reached(now_))
        leave(ExitCode::ok, "until");
}

/// Success needs everything that was asked for.
ExitCode ConferenceMachine::verdict(ExitCode exit) {
    if (exit != ExitCode::ok)
        return exit;
    for (auto& assertion : goal_.rest()) {
        if (!assertion.ok) {
            exit = ExitCode::failed;
            const std::string why = assertion.value ? "This was not to happen (--fail-if): "
                                                    : "There were no figures for --fail-if ";
            act(Notify{Problem{Severity::error, {exit, why + assertion.rule, "", {}}}});
        }
        act(Notify{std::move(assertion)});
    }
    const Condition* const missing = goal_.missing();
    if (exit != ExitCode::ok || missing == nullptr)
        return exit;
    act(Notify{Problem{Severity::error,
                       {ExitCode::timeout,
                        "The time ran out before --until came true: " + missing->text(),
                        "",
                        {}}}});
    return ExitCode::timeout;
}

void ConferenceMachine::on_destroyed(const std::string& text) {
    in_room_ = false;
    goal_.set_destroyed();
    if (goal_.is_reached(now_)) {
        leave(ExitCode::ok, "destroyed");
    } else {
        fail({ExitCode::room_destroyed, text, "", {}});
    }
}

} // namespace janus_talk::core
