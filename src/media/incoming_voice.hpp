// SPDX-License-Identifier: MIT
#pragma once

#include "core/codec.hpp"
#include "media/level_meter.hpp"
#include "media/packet_sink.hpp"
#include "media/pcm.hpp"
#include "sound/playout.hpp"
#include "sound/talk_detector.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace janus_talk::media {

/// Where the room's sound arrives, and where whoever plays it takes it from: nothing passes until
/// the peer's certificate is verified; packets wait in the jitter buffer until they are due; what
/// is played is measured and copied to files and recordings.
///
/// One player at a time: the sound card, or PlayoutClock when there is none.
class IncomingVoice final : public PcmSource {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Called on the playing thread; they only post.
    struct Reports {
        std::function<void(const LevelWindow&)> level;
        std::function<void()> first_sound;
        /// Somebody began or stopped talking.
        std::function<void(bool)> talking = {};
    };

    /// @param decode false: packets are counted and dropped; the first one counts as first sound
    /// @param codec of the packets
    IncomingVoice(const sound::Playout::Settings& settings,
                  std::vector<std::shared_ptr<PcmSink>> sinks,
                  Reports reports,
                  bool decode = true,
                  core::Codec codec = core::Codec::opus);

    /// Packets are copied there, each one when it is due: in order, without those that came too
    /// late.
    /// @pre before the first packet, and with `decode`
    void copy_packets_to(std::shared_ptr<PacketSink> sink);

    /// Packets are copied there as they arrive, in any order, whether they are played or not.
    /// @pre before the first packet
    void copy_arrivals_to(std::shared_ptr<PacketSink> sink) { arrivals_ = std::move(sink); }

    /// @thread any
    void open() noexcept { open_.store(true, std::memory_order_release); }

    /// Packets that arrived since the start; stands still when the flow stops. @thread any
    [[nodiscard]] std::uint64_t packets() const noexcept { return packets_.load(); }

    /// @thread any
    [[nodiscard]] sound::Playout::Figures figures() const;

    /// @param payload what the RTP packet carries @thread receiving
    void receive(std::span<const std::uint8_t> payload, std::uint32_t timestamp) noexcept;

    /// The sound card takes what it needs. Always `sound`, if only silence. @thread playing
    Pull read(PcmSpan samples) noexcept override;

    /// The same for a clock. @param due when the first sample is due
    /// @return how much later than wanted it was played @thread playing
    std::chrono::nanoseconds read_at(PcmSpan samples, TimePoint due) noexcept;

    /// When the first sample is due; waits for the first packet. Empty: stopped while waiting.
    /// @thread playing
    [[nodiscard]] std::optional<TimePoint> wait_for_start(const std::stop_token& stopping);

    /// When a sound card took samples last. @thread any
    [[nodiscard]] TimePoint last_read() const;

    /// Of the packets that receive() wants. @thread any
    [[nodiscard]] unsigned payload_type() const noexcept { return codec_.payload_type; }

    [[nodiscard]] unsigned channels() const noexcept { return channels_; }

private:
    void play(PcmSpan samples, TimePoint due);

    const unsigned channels_;
    const std::vector<std::shared_ptr<PcmSink>> sinks_;
    const Reports reports_;
    std::atomic<bool> open_{false};
    std::atomic<std::uint64_t> packets_{0};
    const bool decode_;
    const core::CodecFacts& codec_;
    std::shared_ptr<PacketSink> arrivals_;

    // Packets come on one thread while another one plays.
    mutable std::mutex mutex_;
    std::condition_variable_any first_packet_;
    sound::Playout playout_;
    TimePoint last_read_;
    LevelMeter meter_;
    sound::TalkDetector talk_;
    bool heard_ = false;
};

} // namespace janus_talk::media
