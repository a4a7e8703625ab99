// SPDX-License-Identifier: MIT
#include "media/playout_clock.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

using Clock = std::chrono::steady_clock;

/// Sleeps until a time or until stopped; false when stopped.
class Nap {
public:
    bool until(Clock::time_point time, const std::stop_token& stopping) {
        std::unique_lock lock{mutex_};
        waker_.wait_until(lock, stopping, time, [] { return false; });
        return !stopping.stop_requested();
    }

private:
    std::mutex mutex_;
    std::condition_variable_any waker_;
};

} // namespace

PlayoutClock::PlayoutClock(std::shared_ptr<IncomingVoice> voice)
    : voice_(std::move(voice)),
      thread_([voice = voice_](const std::stop_token& stopping) { run(stopping, *voice); }) {}

void PlayoutClock::run(const std::stop_token& stopping, IncomingVoice& voice) {
    const auto start = voice.wait_for_start(stopping);
    if (!start)
        return;
    Nap nap;
    auto due = *start;
    std::vector<std::int16_t> frame(frame_samples * voice.channels());
    while (nap.until(due, stopping)) {
        const auto now = Clock::now();
        const auto other = voice.last_read();
        if (now - other < patience) {
            due = other + patience;
            continue;
        }
        if (now - due > longest_delay)
            due = now;
        const auto excess = voice.read_at(frame, due);
        due += frame_duration - std::clamp<std::chrono::nanoseconds>(
                                        excess, -largest_correction, largest_correction);
    }
}

} // namespace janus_talk::media
