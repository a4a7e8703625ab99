// SPDX-License-Identifier: MIT
#include "sound/echo_aligner.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <vector>

using namespace janus_talk::sound;

namespace {

constexpr Ticks ms = ticks_per_ms;
constexpr std::size_t piece = 480;
using Wave = std::vector<std::int16_t>;

/// Noise in syllables: 50 to 300 ms of sound, 20 to 200 ms of rest.
class Talker {
public:
    explicit Talker(unsigned seed, double amplitude = 8000)
        : random_(seed), amplitude_(amplitude) {}

    std::int16_t next() {
        if (left_ == 0) {
            speaking_ = !speaking_;
            left_ = std::uniform_int_distribution<Ticks>{speaking_ ? 50 : 20,
                                                         speaking_ ? 300 : 200}(random_)*ms;
        }
        --left_;
        return static_cast<std::int16_t>(
                speaking_ ? amplitude_ * std::uniform_real_distribution<>{-1, 1}(random_) : 0);
    }

private:
    std::mt19937 random_;
    double amplitude_;
    Ticks left_ = 0;
    bool speaking_ = false;
};

/// A loudspeaker with a clock of its own that takes its sound in bursts, an echo, a microphone.
class Desk {
public:
    struct Setup {
        Ticks delay = 100 * ms;
        std::size_t burst = piece;
        double ppm = 0;
        double near = 0;
        double noise = 0;
    };

    explicit Desk(const Setup& setup) : setup_(setup), near_(99, setup.near) {}

    void run(Ticks duration) {
        Wave captured(piece);
        for (const Ticks end = now_ + duration; now_ < end; now_ += Ticks{piece}) {
            while (playing_ && played_at_ <= static_cast<double>(now_))
                play();
            for (std::size_t i = 0; i < piece; ++i)
                captured[i] = sample_at(now_ + static_cast<Ticks>(i));
            // What the microphone has captured until now.
            aligner.add_far(fresh_);
            fresh_.clear();
            matched = aligner.match(captured);
            note_change();
        }
    }

    void stop_playing() { playing_ = false; }

    void play_again(Ticks delay) {
        playing_ = true;
        setup_.delay = delay;
        played_at_ = static_cast<double>(now_);
    }

    EchoAligner aligner{1};
    PcmView matched;
    Ticks changes = 0;

private:
    void play() {
        for (std::size_t i = 0; i < setup_.burst; ++i) {
            const std::int16_t sample = far_.next();
            fresh_.push_back(sample);
            // It is heard at the pace of the loudspeaker's clock.
            const double at = played_at_ + static_cast<double>(setup_.delay) +
                              static_cast<double>(i) / (1 + setup_.ppm * 1e-6);
            const auto slot = static_cast<std::size_t>(at) % air_.size();
            air_[slot] = {static_cast<Ticks>(at), sample};
        }
        played_at_ += static_cast<double>(setup_.burst) / (1 + setup_.ppm * 1e-6);
    }

    std::int16_t sample_at(Ticks time) {
        const auto& [at, sound] = air_[static_cast<std::size_t>(time) % air_.size()];
        double sum = at == time ? 0.3 * sound : 0;
        sum += near_.next();
        sum += setup_.noise * std::uniform_real_distribution<>{-1, 1}(random_);
        return static_cast<std::int16_t>(std::lround(sum));
    }

    void note_change() {
        if (aligner.held_back() != last_held_back_)
            ++changes;
        last_held_back_ = aligner.held_back();
    }

    struct Heard {
        Ticks at = -1;
        std::int16_t sample = 0;
    };

    Setup setup_;
    Talker far_{7};
    Talker near_;
    std::mt19937 random_{5};
    std::vector<Heard> air_ = std::vector<Heard>(8 * sample_rate);
    Wave fresh_;
    Ticks now_ = 0;
    double played_at_ = 0;
    bool playing_ = true;
    Ticks last_held_back_ = EchoAligner::first_guess;
};

} // namespace

TEST_CASE("The reference comes shortly before the echo, whatever the delay is") {
    const Ticks delay = GENERATE(25, 60, 150, 300, 500) * ms;
    const std::size_t burst = GENERATE(480U, 1920U);
    CAPTURE(delay / ms, burst);
    Desk desk{{delay, burst}};
    desk.run(6 * sample_rate);
    CHECK(desk.aligner.held_back() >= delay - 40 * ms - static_cast<Ticks>(burst));
    CHECK(desk.aligner.held_back() <= delay - 3 * ms);
}

TEST_CASE("It is found while somebody speaks at the same time, and above noise") {
    const double near = GENERATE(0.0, 2500.0);
    const double noise = GENERATE(30.0, 300.0);
    CAPTURE(near, noise);
    Desk desk{{200 * ms, piece, 0, near, noise}};
    desk.run(10 * sample_rate);
    CHECK(static_cast<double>(desk.aligner.held_back()) / ms == Approx(180).margin(16));
}

TEST_CASE("Without an echo nothing moves") {
    Desk desk{{7 * sample_rate, piece, 0, 8000}};
    desk.run(6 * sample_rate);
    CHECK(desk.changes == 0);
}

TEST_CASE("A loudspeaker that comes back with another delay is found again") {
    Desk desk{{100 * ms}};
    desk.run(5 * sample_rate);
    desk.stop_playing();
    desk.run(2 * sample_rate);
    CHECK(std::all_of(desk.matched.begin(), desk.matched.end(), [](int s) { return s == 0; }));
    desk.play_again(260 * ms);
    desk.run(12 * sample_rate);
    CHECK(static_cast<double>(desk.aligner.held_back()) / ms == Approx(240).margin(30));
}

TEST_CASE("Another clock is followed") {
    const double ppm = GENERATE(-1000.0, 1000.0);
    CAPTURE(ppm);
    EchoAligner aligner{1};
    Talker talker{3};
    // The echo is 120 ms later by the loudspeaker's clock.
    Wave sound(std::size_t{sample_rate} * 30);
    std::generate(sound.begin(), sound.end(), [&] { return talker.next(); });
    const auto at = [&](double index) {
        return index < 0 ? std::int16_t{0} : sound[static_cast<std::size_t>(index) % sound.size()];
    };
    const double pace = 1 + ppm * 1e-6;
    Ticks written = 0;
    Wave far;
    Wave captured(piece);
    double worst_early = 1e9;
    double worst_late = -1e9;
    for (Ticks now = 0; now < Ticks{sample_rate} * 240; now += Ticks{piece}) {
        far.clear();
        for (; static_cast<double>(written) < static_cast<double>(now) * pace; ++written)
            far.push_back(at(static_cast<double>(written)));
        aligner.add_far(far);
        for (std::size_t i = 0; i < piece; ++i) {
            const auto time = static_cast<double>(now) + static_cast<double>(i);
            captured[i] = static_cast<std::int16_t>(at((time - 120.0 * ms) * pace) / 4);
        }
        const PcmView matched = aligner.match(captured);
        if (now < 10 * Ticks{sample_rate} || now % (Ticks{sample_rate} * 20) != 0)
            continue;
        // Which sample of the loudspeaker is it?
        const double centre = (static_cast<double>(now) - 120.0 * ms) * pace;
        if (std::all_of(matched.begin(), matched.end(), [](int s) { return s == 0; }))
            continue;
        for (double early = -40.0 * ms; early <= 80.0 * ms; ++early) {
            bool same = true;
            for (std::size_t i = 0; same && i < piece; ++i)
                same = matched[i] == at(std::floor(centre + early) + static_cast<double>(i));
            if (same) {
                worst_early = std::min(worst_early, early / ms);
                worst_late = std::max(worst_late, early / ms);
            }
        }
    }
    CHECK(worst_early >= 0);
    CHECK(worst_late <= 40);
    CHECK(worst_late > 0);
}
