// SPDX-License-Identifier: MIT
#pragma once

#include "media/audio_ends.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <vector>

namespace janus_talk::media {

/// Closes things on threads of its own, because closing may block without limit (a frozen sound
/// server).
/// @thread main
class Teardown {
public:
    Teardown() = default;
    /// Waits no longer than `limit` in all, then leaves blocked threads behind.
    ~Teardown();
    Teardown(const Teardown&) = delete;
    Teardown& operator=(const Teardown&) = delete;
    Teardown(Teardown&&) = delete;
    Teardown& operator=(Teardown&&) = delete;

    /// Runs `work` in order on a new thread, then `done` on that thread.
    void run(std::vector<BlockingWork> work, std::function<void()> done);

    /// For a single piece of work whose end interests nobody. @thread any
    static void abandon(BlockingWork work);

    /// Threads of this class, in the whole process, that still run. @thread any
    [[nodiscard]] static bool is_blocked() noexcept;

    static constexpr std::chrono::milliseconds limit{1000};

private:
    std::vector<std::future<void>> running_;
};

} // namespace janus_talk::media
