// SPDX-License-Identifier: MIT
#pragma once

#include "sound/playout.hpp"

#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <numbers>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace janus_talk::sound::test {

/// A payload that says its own time; sounds as a 200 Hz sine that goes on from packet to packet.
class SineDecoder final : public VoiceDecoder {
public:
    static constexpr double hz = 200;
    static constexpr double amplitude = 10000;

    SineDecoder(unsigned channels, bool fec) : channels_(channels), fec_(fec) {}

    static Payload packet(Ticks timestamp) {
        Payload payload(sizeof timestamp);
        std::memcpy(payload.data(), &timestamp, sizeof timestamp);
        return payload;
    }

    std::size_t duration(PayloadView payload) const noexcept override {
        return payload.size() == sizeof(Ticks) ? frame_samples : 0;
    }

    bool restores_previous(PayloadView /*payload*/) const noexcept override { return fec_; }

    bool decode(PayloadView payload, PcmSpan out) noexcept override {
        write(time_of(payload), out);
        return true;
    }

    bool restore(PayloadView next, PcmSpan out) noexcept override {
        write(time_of(next) - static_cast<Ticks>(out.size() / channels_), out);
        return true;
    }

    void conceal(PcmSpan out) noexcept override {
        std::fill(out.begin(), out.end(), std::int16_t{0});
    }

private:
    static Ticks time_of(PayloadView payload) {
        Ticks time = 0;
        std::memcpy(&time, payload.data(), sizeof time);
        return time;
    }

    void write(Ticks from, PcmSpan out) const {
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto at = static_cast<double>(from + static_cast<Ticks>(i / channels_));
            out[i] = static_cast<std::int16_t>(
                    amplitude * std::sin(2 * std::numbers::pi * hz * at / sample_rate));
        }
    }

    unsigned channels_;
    bool fec_;
};

/// What happens to one packet on its way; empty: it is lost.
using Network = std::function<std::optional<Ticks>(Ticks sent)>;

/// A server, a network, a Playout and a sound card, on virtual time.
class PlayoutBench {
public:
    struct Setup {
        Playout::Settings settings = {};
        bool fec = false;
        /// Samples per channel that the sound card takes at a time.
        std::size_t piece = frame_samples / 2;
        /// How much faster than the server's the clock of the sound card is.
        double ppm = 0;
    };

    explicit PlayoutBench(Setup setup)
        : setup_(std::move(setup)),
          playout(std::make_unique<SineDecoder>(setup_.settings.channels, setup_.fec),
                  setup_.settings) {
        playout.tap_packets([this](VoiceDecoder::PayloadView, std::uint32_t timestamp) {
            played.push_back({now_, timestamp});
        });
    }

    /// The server sends for so long, through this network, while the sound card plays.
    void run(Ticks duration, const Network& network) {
        const Ticks end = sent_ + duration;
        for (; sent_ < end; sent_ += frame_ticks) {
            if (const auto delay = network(sent_))
                on_the_way_.emplace(sent_ + *delay, sent_);
        }
        advance(end);
    }

    /// Nothing is sent, and its clock stands still as well.
    void wait(Ticks duration) { advance(static_cast<Ticks>(reads_at_) + duration); }

    /// Everything the sound card got since the last call.
    std::vector<std::int16_t> take_heard() { return std::exchange(heard_, {}); }

    /// The sound card takes nothing for so long.
    void freeze(Ticks duration) { reads_at_ += static_cast<double>(duration); }

    [[nodiscard]] double delay_ms() const {
        return static_cast<double>(playout.figures().delay) / ticks_per_ms;
    }

    struct Played {
        Ticks now = 0;
        std::uint32_t timestamp = 0;
    };

private:
    void advance(Ticks end) {
        const double step = static_cast<double>(setup_.piece) / (1 + setup_.ppm * 1e-6);
        for (; reads_at_ < static_cast<double>(end); reads_at_ += step) {
            deliver_until(static_cast<Ticks>(reads_at_));
            now_ = static_cast<Ticks>(reads_at_);
            piece_.resize(setup_.piece * setup_.settings.channels);
            playout.read(piece_, now_);
            heard_.insert(heard_.end(), piece_.begin(), piece_.end());
        }
    }

    void deliver_until(Ticks time) {
        while (!on_the_way_.empty() && on_the_way_.begin()->first <= time) {
            const auto [arrival, timestamp] = *on_the_way_.begin();
            on_the_way_.erase(on_the_way_.begin());
            playout.insert(SineDecoder::packet(timestamp),
                           static_cast<std::uint32_t>(timestamp & 0xFFFFFFFF),
                           arrival);
        }
    }

    Setup setup_;
    std::multimap<Ticks, Ticks> on_the_way_;
    Ticks sent_ = 0;
    Ticks now_ = 0;
    // The sound card starts somewhere between two packets.
    double reads_at_ = 7 * ticks_per_ms;
    std::vector<std::int16_t> piece_;
    std::vector<std::int16_t> heard_;

public:
    Playout playout;
    std::vector<Played> played;
};

inline constexpr Ticks second = sample_rate;

inline Network steady(Ticks delay = 20 * ticks_per_ms) {
    return [delay](Ticks) { return delay; };
}

/// Delays each packet by up to `spread` more than `delay`.
inline Network jittery(Ticks spread, double loss = 0, Ticks delay = 20 * ticks_per_ms) {
    return [spread, loss, delay, random = std::mt19937{7}](Ticks) mutable -> std::optional<Ticks> {
        const Ticks extra = std::uniform_int_distribution<Ticks>{0, spread}(random);
        if (std::bernoulli_distribution{loss}(random))
            return std::nullopt;
        return delay + extra;
    };
}

} // namespace janus_talk::sound::test
