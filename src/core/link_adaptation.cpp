// SPDX-License-Identifier: MIT
#include "core/link_adaptation.hpp"

#include "core/timing.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace janus_talk::core {

using namespace std::chrono_literals;

namespace {

/// Round trips up to which a network counts as local, or as near.
constexpr std::chrono::milliseconds local_round_trip = 10ms;
constexpr std::chrono::milliseconds near_round_trip = 60ms;
constexpr unsigned local_prebuffer = LinkAdaptation::least_prebuffer;
constexpr unsigned near_prebuffer = 4;
/// AudioBridge's own default.
constexpr unsigned far_prebuffer = timing::default_prebuffer;

/// RFC 3550's jitter is a mean; packets are later than that by several times as much.
constexpr double jitter_factor = 4;
constexpr double packet_ms = 20;
/// A single report may be a stumble.
constexpr unsigned samples_to_rise = 2;
constexpr std::chrono::seconds patience_in_silence = 10s;
constexpr std::chrono::seconds patience_in_speech = 60s;

/// Less loss than this is not worth the bits.
constexpr double worth_correcting_pct = 1;
constexpr std::chrono::seconds loss_patience = 30s;

unsigned packets_for(double jitter_ms) {
    const double packets = 1 + std::ceil(jitter_factor * std::max(0.0, jitter_ms) / packet_ms);
    return static_cast<unsigned>(std::clamp(packets,
                                            double{LinkAdaptation::least_prebuffer},
                                            double{LinkAdaptation::most_prebuffer}));
}

unsigned loss_for(std::optional<double> percent) {
    if (!percent || *percent < worth_correcting_pct)
        return 0;
    return static_cast<unsigned>(std::min(std::ceil(*percent), double{LinkAdaptation::most_loss}));
}

} // namespace

// --- LossWindow ---------------------------------------------------------------------------------

void LossWindow::add(std::uint64_t packets, double lost_pct) {
    const auto expected = static_cast<double>(packets);
    if (!totals_.empty() && expected < totals_.back().expected)
        totals_.clear();
    totals_.push_back({expected, expected * lost_pct / 100});
    if (totals_.size() > length)
        totals_.pop_front();
}

std::optional<double> LossWindow::percent() const {
    if (totals_.size() < 2)
        return std::nullopt;
    const double expected = totals_.back().expected - totals_.front().expected;
    const double lost = totals_.back().lost - totals_.front().lost;
    return expected > 0 ? std::optional{std::clamp(100 * lost / expected, 0.0, 100.0)}
                        : std::nullopt;
}

// --- LinkAdaptation -----------------------------------------------------------------------------

bool LinkAdaptation::Level::follow(unsigned wanted, std::chrono::seconds patience, TimePoint now) {
    if (wanted >= value_) {
        enough_since_.reset();
        return std::exchange(value_, wanted) != wanted;
    }
    if (!enough_since_) {
        enough_since_ = now;
        most_ = 0;
    }
    most_ = std::max(most_, wanted);
    if (now - *enough_since_ < patience)
        return false;
    enough_since_.reset();
    value_ = most_;
    return true;
}

void LinkAdaptation::start(std::optional<std::chrono::milliseconds> round_trip) {
    if (!round_trip || *round_trip > near_round_trip) {
        prebuffer_ = Level{far_prebuffer};
    } else {
        prebuffer_ = Level{*round_trip > local_round_trip ? near_prebuffer : local_prebuffer};
    }
}

std::optional<unsigned> LinkAdaptation::prebuffer() const {
    return scope_.prebuffer ? std::optional{prebuffer_.value()} : std::nullopt;
}

LinkAdaptation::Wish LinkAdaptation::note(const media::Stats& stats, bool silent, TimePoint now) {
    Wish wish;
    if (scope_.prebuffer && stats.tx_jitter_ms)
        wish.prebuffer = follow_jitter(*stats.tx_jitter_ms, silent, now);
    if (!scope_.expected_loss)
        return wish;
    up_.add(stats.tx.packets, stats.tx.lost_pct);
    down_.add(stats.rx.packets, stats.rx.lost_pct);
    unsigned up = loss_for(up_.percent());
    up = up > 0 ? std::max(up, least_encoder_loss) : 0;
    if (encoder_loss_.follow(up, loss_patience, now))
        wish.encoder_loss = encoder_loss_.value();
    if (server_loss_.follow(loss_for(down_.percent()), loss_patience, now))
        wish.server_loss = server_loss_.value();
    return wish;
}

/// More starts the server's queue anew, less cuts it: either is a short gap, best where nobody
/// speaks.
std::optional<unsigned>
LinkAdaptation::follow_jitter(double jitter_ms, bool silent, TimePoint now) {
    const unsigned needed = packets_for(jitter_ms);
    short_samples_ = needed > prebuffer_.value() ? short_samples_ + 1 : 0;
    if (short_samples_ > 0 && short_samples_ < samples_to_rise)
        return std::nullopt;
    const auto patience = silent ? patience_in_silence : patience_in_speech;
    return prebuffer_.follow(needed, patience, now) ? std::optional{prebuffer_.value()}
                                                    : std::nullopt;
}

} // namespace janus_talk::core
