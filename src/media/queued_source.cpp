// SPDX-License-Identifier: MIT
#include "media/queued_source.hpp"

#include <chrono>

namespace janus_talk::media {

namespace {

sound::Ticks now() {
    return sound::to_ticks(std::chrono::steady_clock::now().time_since_epoch());
}

using sound::ElasticQueue;

} // namespace

QueuedSource::QueuedSource(Kind kind, unsigned channels)
    : frame_size_(frame_samples * channels), live_(kind == Kind::live),
      ring_(frame_size_ * (kind == Kind::pipe ? pipe_capacity_frames : capacity_frames)),
      elastic_(channels,
               kind == Kind::live ? ElasticQueue::Backlog::cut : ElasticQueue::Backlog::keep) {}

bool QueuedSource::offer(PcmView samples) noexcept {
    const std::lock_guard lock{mutex_};
    if (!is_live())
        return ring_.write(samples);
    elastic_.insert(samples, now());
    arrived_.notify_all();
    return true;
}

void QueuedSource::become_live() noexcept {
    const std::lock_guard lock{mutex_};
    if (live_.exchange(true, std::memory_order_acq_rel))
        return;
    // Nobody wants to lag behind by what had gathered before.
    std::vector<std::int16_t> backlog(ring_.size());
    [[maybe_unused]] const bool taken = ring_.read(backlog);
    if (!last_.empty())
        elastic_.follow(last_, now());
    elastic_.insert(backlog, now());
    elastic_.skip_to_newest();
}

void QueuedSource::become_finite() noexcept {
    const std::lock_guard lock{mutex_};
    if (!live_.exchange(false, std::memory_order_acq_rel))
        return;
    std::vector<std::int16_t> frame(frame_size_);
    while (ring_.capacity() - ring_.size() >= frame_size_ && elastic_.read_rest(frame)) {
        [[maybe_unused]] const bool taken = ring_.write(frame);
    }
}

void QueuedSource::note_clipped(std::uint64_t samples) noexcept {
    counts_clipped_.store(true, std::memory_order_relaxed);
    clipped_.fetch_add(samples, std::memory_order_relaxed);
}

std::optional<std::uint64_t> QueuedSource::take_clipped() noexcept {
    if (!counts_clipped_.load(std::memory_order_relaxed))
        return std::nullopt;
    return clipped_.exchange(0, std::memory_order_relaxed);
}

std::chrono::nanoseconds QueuedSource::move_reader() noexcept {
    const std::lock_guard lock{mutex_};
    return is_live() ? sound::to_time(elastic_.move_reader()) : std::chrono::nanoseconds{};
}

sound::ElasticQueue::Figures QueuedSource::figures() const noexcept {
    const std::lock_guard lock{mutex_};
    return elastic_.figures();
}

PcmSource::Pull QueuedSource::read(PcmSpan frame) noexcept {
    std::unique_lock lock{mutex_};
    return is_live() ? read_live(frame, lock) : read_finite(frame);
}

PcmSource::Pull QueuedSource::read_live(PcmSpan frame,
                                        std::unique_lock<std::mutex>& lock) noexcept {
    const sound::Ticks asked = now();
    const auto is_worth_waiting = [this] {
        return is_live() && !finished_.load(std::memory_order_acquire) &&
               elastic_.is_coming(frame_samples);
    };
    const auto patience = sound::to_time(ElasticQueue::longest_patience);
    if (is_worth_waiting())
        arrived_.wait_for(lock, patience, [&] { return !is_worth_waiting(); });
    if (!is_live())
        return read_finite(frame);
    if (finished_.load(std::memory_order_acquire))
        return elastic_.read_rest(frame) ? Pull::sound : Pull::ended;
    return elastic_.read(frame, asked, ElasticQueue::longest_patience) ? Pull::sound
                                                                       : Pull::nothing;
}

PcmSource::Pull QueuedSource::read_finite(PcmSpan frame) noexcept {
    // Asked first: a frame that came before the end is then seen below.
    const bool finished = finished_.load(std::memory_order_acquire);
    if (ring_.read(frame)) {
        last_.assign(frame.begin(), frame.end());
        return Pull::sound;
    }
    return finished ? Pull::ended : Pull::nothing;
}

} // namespace janus_talk::media
