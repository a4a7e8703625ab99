// SPDX-License-Identifier: MIT
#include "media/teardown.hpp"

#include <atomic>
#include <thread>
#include <utility>

namespace janus_talk::media {

namespace {

std::atomic<int>& running_threads() {
    static std::atomic<int> count{0};
    return count;
}

} // namespace

Teardown::~Teardown() {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (const auto& thread : running_)
        thread.wait_until(deadline);
}

void Teardown::run(std::vector<BlockingWork> work, std::function<void()> done) {
    std::erase_if(running_, [](const std::future<void>& thread) {
        return thread.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
    });
    std::promise<void> finished;
    running_.push_back(finished.get_future());
    ++running_threads();
    std::thread{[work = std::move(work),
                 done = std::move(done),
                 finished = std::move(finished)]() mutable {
        for (auto& step : work) {
            if (step)
                step();
            // What the step owns goes here, not on the main thread.
            step = nullptr;
        }
        done();
        done = nullptr;
        --running_threads();
        finished.set_value_at_thread_exit();
    }}.detach();
}

void Teardown::abandon(BlockingWork work) {
    ++running_threads();
    std::thread{[work = std::move(work)]() mutable {
        work();
        work = nullptr;
        --running_threads();
    }}.detach();
}

bool Teardown::is_blocked() noexcept {
    return running_threads() > 0;
}

} // namespace janus_talk::media
