// SPDX-License-Identifier: MIT
#pragma once

#include "core/event.hpp"
#include "loop/timer.hpp"

#include <deque>
#include <utility>
#include <variant>

namespace janus_talk::app {

/// What drives a machine of core: one event → handle → perform every action → arm one timer. An
/// event that an action causes waits for its turn. @thread main
template <typename Machine, typename Event>
class EventPump {
public:
    /// @param perform called with each action
    template <typename Perform>
    void deliver(Event event, Machine& machine, loop::Timer& timer, Perform perform) {
        queue_.push_back(std::move(event));
        if (delivering_)
            return;
        delivering_ = true;
        while (!queue_.empty()) {
            const Event next = std::move(queue_.front());
            queue_.pop_front();
            for (const auto& action : machine.handle(next, core::Clock::now()))
                std::visit(perform, action);
        }
        delivering_ = false;
        timer.arm_at(machine.deadline());
    }

private:
    std::deque<Event> queue_;
    bool delivering_ = false;
};

} // namespace janus_talk::app
