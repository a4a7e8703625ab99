// SPDX-License-Identifier: MIT
#pragma once

#include "core/ports.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace janus_talk::media::test {

/// The other end of a call, as Janus would be: a bare webrtcbin that answers one offer, sends a
/// sine and keeps what it hears.
class Answerer {
public:
    struct Sound {
        double hz = 800;
        double amplitude = 0.25;
        unsigned channels = 1;
    };

    /// Of one RTP packet that came in.
    struct Packet {
        std::uint32_t timestamp = 0;
        std::uint16_t sequence = 0;
        std::uint8_t payload_type = 0;
        /// RFC 6464 level, -1 when the packet carries none.
        int level = -1;
        std::size_t size = 0;
    };

    Answerer();
    explicit Answerer(const Sound& sound);
    ~Answerer();
    Answerer(const Answerer&) = delete;
    Answerer& operator=(const Answerer&) = delete;
    Answerer(Answerer&&) = delete;
    Answerer& operator=(Answerer&&) = delete;

    /// Waits for the complete answer, candidates included. The fingerprint is read from its text.
    [[nodiscard]] core::CheckedAnswer answer(const std::string& offer);
    void add_candidate(unsigned mline, const std::string& candidate);

    /// Stops and continues sending, as a server that hangs would.
    void pause(bool paused);

    /// 48 kHz mono. @thread any
    [[nodiscard]] std::vector<std::int16_t> heard() const;
    void forget_heard();
    [[nodiscard]] std::vector<Packet> packets() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Strength of one frequency in a sound, as the amplitude (0 … 1) of its sine. Root mean square of
/// tenths of a second: where the playout made up or left out a few milliseconds, the phase jumps,
/// which is no weaker tone.
[[nodiscard]] double amplitude_at(const std::vector<std::int16_t>& samples, double hz);
/// Root mean square, 0 … 1.
[[nodiscard]] double loudness(const std::vector<std::int16_t>& samples);
/// The last `seconds` of a sound.
[[nodiscard]] std::vector<std::int16_t> tail(const std::vector<std::int16_t>& samples,
                                             double seconds);

} // namespace janus_talk::media::test
