// SPDX-License-Identifier: MIT
#pragma once

#include "core/event.hpp"
#include "core/media_event.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace janus_talk::core {

/// How many of the packets of a direction were lost in the last seconds.
class LossWindow {
public:
    /// Totals since the start of the peer connection; fewer than before: another one has begun.
    void add(std::uint64_t packets, double lost_pct);

    /// Percent of the last `length` samples; empty before there are two. Reports of the other side
    /// come every five seconds or so, and a shorter look would see all of their loss at once.
    [[nodiscard]] std::optional<double> percent() const;

    static constexpr std::size_t length = 8;

private:
    struct Total {
        double expected = 0;
        double lost = 0;
    };

    std::deque<Total> totals_;
};

/// Settings that follow the network where nobody has fixed them: the queue that the server keeps
/// for our packets, and the loss that forward error correction prepares for in either direction.
///
/// Pure: what it returns is to be carried out by whoever asks. Up at once, down slowly: a queue
/// that is too short is heard, one that is too long is only slow.
class LinkAdaptation {
public:
    /// What is left to us.
    struct Scope {
        bool prebuffer = true;
        bool expected_loss = true;
    };

    struct Wish {
        /// Packets of 20 ms that AudioBridge queues of us before it mixes.
        std::optional<unsigned> prebuffer;
        /// Percent, for the server's encoder.
        std::optional<unsigned> server_loss;
        /// Percent, for our encoder.
        std::optional<unsigned> encoder_loss;

        [[nodiscard]] bool any() const { return prebuffer || server_loss || encoder_loss; }
    };

    explicit LinkAdaptation(Scope scope) : scope_(scope) {}

    /// Before anything is measured, the round trip of the signalling tells a local network from a
    /// far one.
    void start(std::optional<std::chrono::milliseconds> round_trip);

    /// Packets to ask for now; empty: it is not ours to choose.
    [[nodiscard]] std::optional<unsigned> prebuffer() const;

    /// Called with each sample (one a second). @param silent nobody would hear a gap just now
    [[nodiscard]] Wish note(const media::Stats& stats, bool silent, TimePoint now);

    /// 2 packets: one that is being mixed and one for the mixer's own jitter.
    static constexpr unsigned least_prebuffer = 2;
    /// 200 ms; a path that needs more is no path for a conversation.
    static constexpr unsigned most_prebuffer = 10;
    /// Below this the Opus encoder writes no redundancy in its general mode.
    static constexpr unsigned least_encoder_loss = 6;
    static constexpr unsigned most_loss = 20;

private:
    /// A number that rises at once and sinks when the smaller one has been enough for a while.
    class Level {
    public:
        explicit Level(unsigned value) : value_(value) {}

        /// @return whether it changed
        bool follow(unsigned wanted, std::chrono::seconds patience, TimePoint now);

        [[nodiscard]] unsigned value() const { return value_; }

    private:
        unsigned value_;
        // The most that was wanted since the value was more than enough.
        unsigned most_ = 0;
        std::optional<TimePoint> enough_since_;
    };

    [[nodiscard]] std::optional<unsigned>
    follow_jitter(double jitter_ms, bool silent, TimePoint now);

    const Scope scope_;
    Level prebuffer_{most_prebuffer};
    unsigned short_samples_ = 0;
    LossWindow up_;
    LossWindow down_;
    Level encoder_loss_{0};
    Level server_loss_{0};
};

} // namespace janus_talk::core
