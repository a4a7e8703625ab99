// SPDX-License-Identifier: MIT
#include "app/blocking_steps.hpp"

#include "base/failure.hpp"

#include <system_error>
#include <thread>

namespace janus_talk::app {

namespace {

std::thread start_thread(std::function<void()> work) {
    try {
        return std::thread{std::move(work)};
    } catch (const std::system_error&) {
        throw base::Error({base::ExitCode::device,
                           "Too few threads are allowed to this process.",
                           "Raise the limit: ulimit -u 1024",
                           {}});
    }
}

} // namespace

BlockingSteps::BlockingSteps(loop::MainLoop& loop, const Interruption& interruption)
    : loop_(loop), interruption_(interruption), mailbox_(loop) {}

bool BlockingSteps::wait_for(std::function<void()> work) {
    if (interruption_.exit())
        return false;
    const auto done = std::make_shared<bool>(false);
    auto thread = start_thread(
            [this, done, work = std::move(work), sender = mailbox_.sender()]() mutable {
                work();
                work = nullptr; // what it owns goes here
                sender.post([this, done] {
                    *done = true;
                    loop_.quit();
                });
            });
    while (!*done && !interruption_.exit())
        loop_.run();
    if (*done) {
        thread.join();
        return true;
    }
    thread.detach();
    left_behind_ = true;
    return false;
}

} // namespace janus_talk::app
