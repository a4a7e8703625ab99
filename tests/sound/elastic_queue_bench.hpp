// SPDX-License-Identifier: MIT
#pragma once

#include "sound/elastic_queue.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numbers>
#include <random>
#include <vector>

namespace janus_talk::sound::test {

inline constexpr Ticks one_second = sample_rate;

/// A microphone with a clock of its own, and a sender that takes a frame each 20 ms.
class ElasticBench {
public:
    struct Setup {
        /// How much faster than ours the clock of the source is.
        double ppm = 0;
        /// What comes at a time.
        std::size_t piece = 480;
        /// Each piece is late by up to this much.
        Ticks jitter = 0;
        unsigned channels = 1;
        ElasticQueue::Backlog backlog = ElasticQueue::Backlog::cut;
        /// When the first piece comes, relative to the first read.
        Ticks phase = -7 * ticks_per_ms;
    };

    explicit ElasticBench(const Setup& setup)
        : queue(setup.channels, setup.backlog), setup_(setup),
          due_(static_cast<double>(setup.phase)) {}

    void run(Ticks duration) {
        std::vector<std::int16_t> frame(frame_samples * setup_.channels);
        for (const Ticks end = reads_at_ + duration; reads_at_ < end;
             reads_at_ += frame_ticks - (movable ? queue.move_reader() : 0)) {
            deliver();
            if (stopped_until_ > reads_at_)
                continue;
            if (movable)
                wait_for_frame();
            if (!queue.read(frame, reads_at_, movable ? ElasticQueue::longest_patience : 0)) {
                ++nothing;
                std::fill(frame.begin(), frame.end(), std::int16_t{0});
            }
            const Ticks waited = queue.figures().waited;
            longest_wait = std::max(longest_wait, waited);
            longest_patience = std::max(longest_patience, -waited);
            frames_waited_for += waited < 0 ? 1 : 0;
            total_wait += static_cast<double>(std::max<Ticks>(waited, 0));
            most_left = std::max(most_left, queue.figures().left);
            ++frames;
            watch(frame);
            if (keep)
                heard.insert(heard.end(), frame.begin(), frame.end());
        }
    }

    /// The source holds back all it captures for so long, and then gives it in one heap.
    void stall(Ticks duration) { held_until_ = reads_at_ + duration; }

    /// The source captures nothing for so long.
    void pause(Ticks duration) { due_ += static_cast<double>(duration); }

    /// The sender reads nothing for so long.
    void stop_reading(Ticks duration) { stopped_until_ = reads_at_ + duration; }

    void forget() {
        nothing = 0;
        longest_wait = 0;
        most_left = 0;
        total_wait = 0;
        frames = 0;
        steepest = 0;
        longest_patience = 0;
        frames_waited_for = 0;
    }

    [[nodiscard]] double mean_wait_ms() const {
        return total_wait / static_cast<double>(frames) / static_cast<double>(ticks_per_ms);
    }

    ElasticQueue queue;
    /// The sender comes when the queue wants it to.
    bool movable = false;
    /// One piece in 101 is as much later; not 100, or it would always be the same half of a frame.
    Ticks rarely_late = 0;
    bool keep = false;
    std::vector<std::int16_t> heard;
    std::uint64_t nothing = 0;
    std::uint64_t frames = 0;
    Ticks longest_wait = 0;
    /// Of the sender for a frame.
    Ticks longest_patience = 0;
    std::uint64_t frames_waited_for = 0;
    Ticks most_left = 0;
    double total_wait = 0;
    int steepest = 0;

    static constexpr double hz = 200;
    static constexpr double amplitude = 10000;

    static std::int16_t sine_at(std::size_t sample) {
        static const std::vector<std::int16_t> period = [] {
            std::vector<std::int16_t> wave(240);
            for (std::size_t i = 0; i < wave.size(); ++i) {
                wave[i] = static_cast<std::int16_t>(
                        amplitude * std::sin(2 * std::numbers::pi * static_cast<double>(i) / 240));
            }
            return wave;
        }();
        return period[sample % period.size()];
    }

private:
    void deliver() {
        while (deliver_one_by(reads_at_)) {
        }
    }

    void wait_for_frame() {
        while (queue.is_coming(frame_samples) &&
               deliver_one_by(reads_at_ + ElasticQueue::longest_patience)) {
        }
    }

    bool deliver_one_by(Ticks end) {
        const Ticks late = next_late_;
        const Ticks arrival = std::max(static_cast<Ticks>(due_) + late, last_arrival_);
        const Ticks at = arrival < held_until_ ? held_until_ : arrival;
        if (at > end)
            return false;
        queue.insert(make_piece(), at);
        last_arrival_ = arrival;
        due_ += static_cast<double>(setup_.piece) / (1 + setup_.ppm * 1e-6);
        next_late_ = std::uniform_int_distribution<Ticks>{0, setup_.jitter}(random_);
        if (captured_ / setup_.piece % 101 == 0)
            next_late_ += rarely_late;
        return true;
    }

    std::vector<std::int16_t> make_piece() {
        std::vector<std::int16_t> piece(setup_.piece * setup_.channels);
        for (std::size_t i = 0; i < piece.size(); ++i)
            piece[i] = sine_at(captured_ + i / setup_.channels);
        captured_ += setup_.piece;
        return piece;
    }

    void watch(PcmView frame) {
        for (std::size_t i = 0; i < frame.size(); i += setup_.channels) {
            steepest = std::max(steepest, std::abs(frame[i] - last_));
            last_ = frame[i];
        }
    }

    Setup setup_;
    double due_;
    Ticks reads_at_ = 0;
    Ticks held_until_ = -one_second;
    Ticks stopped_until_ = -one_second;
    Ticks last_arrival_ = -one_second;
    Ticks next_late_ = 0;
    std::uint64_t captured_ = 0;
    std::int16_t last_ = 0;
    std::mt19937 random_{3};
};

} // namespace janus_talk::sound::test
