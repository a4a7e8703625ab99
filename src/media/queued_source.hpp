// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"
#include "media/sample_ring.hpp"

#include <atomic>
#include <cstdint>

namespace janus_talk::media {

/// Frames that another thread brings: a microphone (live) or a file (finite, its reader waits when
/// it is full).
class QueuedSource final : public PcmSource {
public:
    enum class Kind {
        /// What is too old is dropped, so that delay never grows.
        live,
        /// Nothing is dropped; the writer is slowed down to the pace of sending.
        finite,
    };
    QueuedSource(Kind kind, unsigned channels);

    /// One whole frame; false when the queue is full. @thread writer
    [[nodiscard]] bool offer(PcmView frame) noexcept;

    /// No more frames will come. @thread writer
    void finish() noexcept { finished_.store(true, std::memory_order_release); }

    Pull read(PcmSpan frame) noexcept override;

    [[nodiscard]] std::size_t frame_size() const noexcept { return frame_size_; }

    /// Frames dropped because they were too old. @thread any
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_.load(); }

    /// 320 ms: what a reader may run ahead.
    static constexpr std::size_t capacity_frames = 16;
    /// A live queue longer than this is shortened to `live_target`: 80 ms hold the jitter of a
    /// loaded machine.
    static constexpr std::size_t live_limit = 4;
    static constexpr std::size_t live_target = 2;

private:
    void trim() noexcept;

    const Kind kind_;
    const std::size_t frame_size_;
    SampleRing ring_;
    std::atomic<bool> finished_{false};
    // The writer of a live queue found it full: all in it is stale.
    std::atomic<bool> overflowed_{false};
    std::atomic<std::uint64_t> dropped_{0};
};

} // namespace janus_talk::media
