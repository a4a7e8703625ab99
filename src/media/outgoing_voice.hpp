// SPDX-License-Identifier: MIT
#pragma once

#include "media/level_meter.hpp"
#include "media/packet_sink.hpp"
#include "media/pcm.hpp"
#include "sound/limiter.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace janus_talk::media {

class Interlude;

/// Decides, each 20 ms, what leaves: the one place through which every captured sample must pass.
///
/// * Shut (until the peer's certificate is verified): nothing leaves, and the source is not
/// consumed.
/// * Muted: the source is consumed, as a microphone would be, but silence leaves.
/// * Late (the machine was busy or stopped): the tick is left out. A catch-up burst would make
/// AudioBridge's
///   queue longer for the rest of the conference.
/// * Loud: limited to -6 dBFS, because AudioBridge's sum of two voices wraps around at full scale.
class OutgoingVoice {
public:
    /// Called on the sending thread; they only post.
    struct Reports {
        std::function<void(const LevelWindow&)> level;
        /// The last frame of a finite source has passed the encoder.
        std::function<void()> input_ended;
    };

    OutgoingVoice(std::shared_ptr<PcmSource> source, unsigned channels, Reports reports);

    /// A copy of all that leaves, for a recording; a tick that is left out is silence there, so
    /// that its time is right. May be called for several. @pre before the first tick
    void copy_to(std::shared_ptr<PcmSink> sink) { copies_.push_back(std::move(sink)); }

    /// A copy of each packet that leaves, in order. @pre before the first tick
    void copy_packets_to(std::shared_ptr<PacketSink> sink) { packets_ = std::move(sink); }

    [[nodiscard]] bool wants_packets() const noexcept { return packets_ != nullptr; }

    /// What the encoder has made of the last tick. @pre wants_packets() @thread sending
    void note_packet(std::span<const std::uint8_t> payload, std::uint32_t rtp_timestamp) noexcept {
        packets_->write(payload, rtp_timestamp);
    }

    /// What is laid over the source, muted or not. @pre before the first tick
    void add(std::shared_ptr<Interlude> interlude) { interlude_ = std::move(interlude); }

    /// So many frames of silence go first. A server drops what comes in while it still sets the
    /// connection up, which nobody minds unless it is the beginning of a file. @pre before the
    /// first tick
    void lead_in(int frames) noexcept { frames_before_ = frames; }

    /// @thread any
    void open() noexcept { open_.store(true, std::memory_order_release); }

    /// For ever; a tick that is just being made still reads the source.
    void shut() noexcept { open_.store(false, std::memory_order_release); }

    void set_muted(bool muted) noexcept { muted_.store(muted, std::memory_order_relaxed); }

    [[nodiscard]] std::uint64_t late_frames() const noexcept { return late_.load(); }

    /// Fills the frame of this tick; false means that nothing is to be sent.
    /// @param lateness how long ago this tick was due @thread sending
    [[nodiscard]] bool tick(std::chrono::nanoseconds lateness, PcmSpan frame) noexcept;

    /// How much earlier than 20 ms after this one the next tick should come (negative: later), to
    /// keep step with the source. @thread sending
    [[nodiscard]] std::chrono::nanoseconds move_tick() noexcept { return source_->move_reader(); }

    /// RFC 6464 level of what tick() gave. @thread sending
    [[nodiscard]] std::uint8_t level() const noexcept { return level_; }

    /// Two packets may catch up; AudioBridge has missed them and takes them in. It recovers from
    /// 100 ms; after 300 ms a part of the delay would stay.
    static constexpr std::chrono::milliseconds latest{50};

private:
    bool fill(PcmSpan frame, PcmSource::TimePoint due) noexcept;
    void copy(PcmView frame) const noexcept;
    std::uint64_t take_clipped(PcmView frame) noexcept;
    void note_level(PcmView frame) noexcept;
    void note_end() noexcept;

    const std::shared_ptr<PcmSource> source_;
    const Reports reports_;
    std::vector<std::shared_ptr<PcmSink>> copies_;
    std::shared_ptr<PacketSink> packets_;
    std::shared_ptr<Interlude> interlude_;
    std::atomic<bool> open_{false};
    std::atomic<bool> muted_{false};
    std::atomic<std::uint64_t> late_{0};

    // Sending thread only.
    sound::Limiter limiter_;
    LevelMeter meter_;
    std::uint64_t clipped_ = 0;
    std::uint8_t level_ = 127;
    std::uint8_t previous_level_ = 127;
    bool ended_ = false;
    int frames_before_ = 0;
    int frames_after_end_ = 0;
};

} // namespace janus_talk::media
