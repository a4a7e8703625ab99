// SPDX-License-Identifier: MIT
#include "app/exit_deadline.hpp"

#include <unistd.h>

namespace janus_talk::app {

ExitDeadline::~ExitDeadline() {
    {
        const std::lock_guard lock{mutex_};
        disarmed_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

void ExitDeadline::arm(std::chrono::milliseconds limit) {
    if (thread_.joinable())
        return;
    thread_ = std::thread{[this, end = std::chrono::steady_clock::now() + limit] { wait(end); }};
}

void ExitDeadline::set_exit(base::ExitCode exit) {
    const std::lock_guard lock{mutex_};
    exit_ = exit;
}

void ExitDeadline::wait(std::chrono::steady_clock::time_point end) {
    std::unique_lock lock{mutex_};
    if (wake_.wait_until(lock, end, [this] { return disarmed_; }))
        return;
    if (before_exit_ != nullptr)
        before_exit_();
    _exit(static_cast<int>(exit_));
}

} // namespace janus_talk::app
