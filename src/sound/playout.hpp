// SPDX-License-Identifier: MIT
#pragma once

#include "sound/jitter_estimator.hpp"
#include "sound/packet_buffer.hpp"
#include "sound/slack_floor.hpp"
#include "sound/voice_decoder.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace janus_talk::sound {

/// Turns packets that come when they like into sound that never stops, with as little delay as the
/// network allows.
///
/// Packets are put in as they arrive; whoever plays (a sound card, a clock) takes samples out at
/// its own pace. Each packet has a moment at which it is needed. Its *slack* is how long after the
/// fastest possible arrival that moment lies: the jitter that it could have had. Playout keeps the
/// slack at what JitterEstimator asks for, by leaving out or repeating single periods of the wave.
/// The same keeps pace with a sound card whose clock is not the server's.
///
/// When the next packet is not there:
/// * a later one is: the missing one is lost, and restored from in-band FEC or concealed;
/// * nothing is: it may only be late. Sound is made up without moving on, for up to `longest_wait`;
///   if it was lost after all, what was made up stands for it.
///
/// Time is an argument (Ticks of any monotonic clock). Not thread-safe.
class Playout {
public:
    struct Settings {
        unsigned channels = 1;
        /// Bounds of the delay; equal: it stays as it is.
        Ticks min_delay = 0;
        Ticks max_delay = 400 * ticks_per_ms;
    };

    /// Counts of samples (per channel) and packets since the start.
    struct Figures {
        /// All samples that were taken out since the first packet.
        std::uint64_t played = 0;
        /// Made up, or silence where a packet should have been.
        std::uint64_t concealed = 0;
        /// Restored from in-band FEC.
        std::uint64_t restored = 0;
        /// Packets that came after their moment.
        std::uint64_t late = 0;
        std::uint64_t left_out = 0;
        std::uint64_t repeated = 0;
        /// How long after the fastest possible arrival sound is played just now, and how long it
        /// should be.
        Ticks delay = 0;
        Ticks target = 0;
    };

    /// Sees each packet once, in order, when it is decoded.
    using PacketTap = std::function<void(VoiceDecoder::PayloadView, std::uint32_t timestamp)>;

    Playout(std::unique_ptr<VoiceDecoder> decoder, const Settings& settings);

    void tap_packets(PacketTap tap) { tap_ = std::move(tap); }

    void insert(VoiceDecoder::PayloadView payload, std::uint32_t timestamp, Ticks now);

    /// Fills all of `out`, with silence before the first packet.
    /// @param now when the first sample of `out` is due
    void read(PcmSpan out, Ticks now);

    /// When the first sample is due; empty before the first packet.
    [[nodiscard]] std::optional<Ticks> start_time() const noexcept;

    /// How much later than wanted sound is played; negative: earlier. For a clock without a rate of
    /// its own, which corrects that by waking a little earlier or later.
    [[nodiscard]] Ticks excess() const noexcept { return excess_; }

    [[nodiscard]] Figures figures() const noexcept;

    /// The delay before anything is known about the network.
    static constexpr Ticks first_delay = 10 * ticks_per_ms;
    static constexpr Ticks longest_wait = 60 * ticks_per_ms;
    /// Excess that is not worth a repair: a sound card takes 10 ms at a time.
    static constexpr Ticks tolerated_excess = 10 * ticks_per_ms;
    static constexpr Ticks tolerated_lack = 2 * ticks_per_ms;

private:
    void start(Ticks timestamp, Ticks now);
    void resynchronise(Ticks timestamp, Ticks now);
    bool is_out_of_sync(Ticks timestamp, Ticks now);
    void note_arrival(Ticks timestamp, Ticks now);

    void produce(Ticks now);
    void drop_what_is_too_old(Ticks now);
    void play_packet(Ticks now);
    void fill_gap(Ticks gap);
    void wait_or_skip(Ticks now);
    void make_up(std::size_t samples);
    void fade(PcmSpan out) const noexcept;
    PcmSpan grow(std::size_t samples);

    void note_loss(bool lost) noexcept;
    void adjust(Ticks slack, std::size_t frame);
    [[nodiscard]] Ticks target() const noexcept;
    [[nodiscard]] Ticks slack_of(Ticks timestamp, Ticks now) const noexcept;

    const std::unique_ptr<VoiceDecoder> decoder_;
    const Settings settings_;
    PacketTap tap_;
    TimestampExtender extender_;
    PacketBuffer packets_;
    JitterEstimator jitter_;
    SlackFloor floor_;

    bool started_ = false;
    // RTP time of the next sample to decode.
    Ticks next_ = 0;
    Ticks first_arrival_ = 0;
    // Decoded, and not yet taken.
    std::vector<std::int16_t> pending_;
    // Made up while waiting; stands for packets that turn out to be lost.
    Ticks waited_ = 0;
    // Made up since the last packet.
    Ticks starved_ = 0;
    bool catching_up_ = false;
    Ticks last_noted_ = 0;
    Ticks excess_ = 0;
    unsigned frames_since_change_ = 0;
    unsigned frames_refused_ = 0;
    float loss_ = 0;
    bool fec_seen_ = false;

    // A run of packets that all came too late: has the sender's clock jumped?
    unsigned late_run_ = 0;
    Ticks late_since_ = 0;
    Ticks late_transit_ = 0;

    Figures figures_;
};

} // namespace janus_talk::sound
