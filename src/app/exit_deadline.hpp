// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace janus_talk::app {

/// From the beginning of leaving. The machines end it after core::timing::leave_hard_limit (2.9 s);
/// this is for what hangs after that.
inline constexpr std::chrono::milliseconds last_resort{4'000};

/// Ends the process if it is still there after a while, whatever hangs: closing an audio device of
/// a frozen sound server blocks without limit. Armed once, when leaving begins; disarmed by
/// destruction.
/// @thread main (its own thread only waits)
class ExitDeadline {
public:
    /// @param before_exit the very last thing, on the deadline's own thread
    explicit ExitDeadline(void (*before_exit)() = nullptr) : before_exit_(before_exit) {}

    ~ExitDeadline();
    ExitDeadline(const ExitDeadline&) = delete;
    ExitDeadline& operator=(const ExitDeadline&) = delete;
    ExitDeadline(ExitDeadline&&) = delete;
    ExitDeadline& operator=(ExitDeadline&&) = delete;

    /// The first call counts.
    void arm(std::chrono::milliseconds limit);
    /// What the process returns if it comes to that.
    void set_exit(base::ExitCode exit);

private:
    void wait(std::chrono::steady_clock::time_point end);

    void (*const before_exit_)();
    std::mutex mutex_;
    std::condition_variable wake_;
    bool disarmed_ = false;
    base::ExitCode exit_ = base::ExitCode::internal;
    std::thread thread_;
};

} // namespace janus_talk::app
