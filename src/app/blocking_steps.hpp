// SPDX-License-Identifier: MIT
#pragma once

#include "app/interruption.hpp"
#include "loop/mailbox.hpp"
#include "loop/main_loop.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace janus_talk::app {

/// Runs what blocks (connecting, a look-up, asking a sound server) on a thread of its own, one step
/// at a time, and turns the loop meanwhile, so that a signal ends the waiting at any moment.
/// @thread main
class BlockingSteps {
public:
    BlockingSteps(loop::MainLoop& loop, const Interruption& interruption);

    /// @param work owns what it uses: when it is given up it outlives everything
    /// @return what it returned; nothing when a signal came first
    /// @throws what it threw; base::Error (device) when there is no thread for it
    template <typename Work>
    [[nodiscard]] auto run(Work work) -> std::optional<std::invoke_result_t<Work&>> {
        struct Outcome {
            std::optional<std::invoke_result_t<Work&>> result;
            std::exception_ptr error;
        };

        const auto outcome = std::make_shared<Outcome>();
        const bool done = wait_for([outcome, work = std::move(work)]() mutable {
            try {
                outcome->result = work();
            } catch (...) {
                outcome->error = std::current_exception();
            }
        });
        if (!done)
            return std::nullopt;
        if (outcome->error)
            std::rethrow_exception(outcome->error);
        return std::move(outcome->result);
    }

    /// A thread was given up and may still run: the process has to end by _exit().
    [[nodiscard]] bool has_left_one_behind() const noexcept { return left_behind_; }

private:
    /// @return false when a signal came first
    bool wait_for(std::function<void()> work);

    loop::MainLoop& loop_;
    const Interruption& interruption_;
    loop::Mailbox mailbox_;
    bool left_behind_ = false;
};

} // namespace janus_talk::app
