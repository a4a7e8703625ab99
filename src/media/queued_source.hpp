// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"
#include "media/sample_ring.hpp"
#include "sound/elastic_queue.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace janus_talk::media {

/// Sound that another thread brings: from a file, which can wait, or from somebody who speaks now.
class QueuedSource final : public PcmSource {
public:
    enum class Kind {
        /// A microphone: its clock is not ours, and what is too old is dropped; see ElasticQueue.
        live,
        /// A file: nothing is dropped and nothing changed; the writer is slowed down to the pace of
        /// sending.
        finite,
        /// A pipe: finite until become_live().
        pipe,
    };
    QueuedSource(Kind kind, unsigned channels);

    /// Whole samples, at most a queue full; false when there is no room (never while live).
    /// @thread writer
    [[nodiscard]] bool offer(PcmView samples) noexcept;

    /// The pipe is written in real time: from now on its queue is kept as short as it can be.
    /// @thread writer
    void become_live() noexcept;
    /// It was not, after all: from now on it waits, and nothing is lost. @thread writer
    void become_finite() noexcept;

    [[nodiscard]] bool is_live() const noexcept { return live_.load(std::memory_order_acquire); }

    /// No more will come. @thread writer
    void finish() noexcept { finished_.store(true, std::memory_order_release); }

    /// So many samples were at full scale when they came in. @thread writer
    void note_clipped(std::uint64_t samples) noexcept;

    /// Of a live source, waits up to ElasticQueue::longest_patience for a frame that is just
    /// coming.
    Pull read(PcmSpan frame) noexcept override;
    std::optional<std::uint64_t> take_clipped() noexcept override;
    std::chrono::nanoseconds move_reader() noexcept override;

    [[nodiscard]] std::size_t frame_size() const noexcept { return frame_size_; }

    /// @thread any
    [[nodiscard]] sound::ElasticQueue::Figures figures() const noexcept;

    /// 320 ms: what the reader of a file may run ahead.
    static constexpr std::size_t capacity_frames = 16;
    /// 5 s: who writes into a pipe in real time is never held up while the call is being made, and
    /// what had gathered is out of the way at once. With a full queue nobody could be told from a
    /// file.
    static constexpr std::size_t pipe_capacity_frames = 250;

private:
    Pull read_live(PcmSpan frame, std::unique_lock<std::mutex>& lock) noexcept;
    Pull read_finite(PcmSpan frame) noexcept;

    const std::size_t frame_size_;
    std::atomic<bool> live_;
    std::atomic<bool> finished_{false};
    std::atomic<bool> counts_clipped_{false};
    std::atomic<std::uint64_t> clipped_{0};

    // The microphone writes while the sender reads; both hold it for microseconds.
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    SampleRing ring_;
    sound::ElasticQueue elastic_;
    // What was read last while finite, for become_live(); empty: nothing was.
    std::vector<std::int16_t> last_;
};

} // namespace janus_talk::media
