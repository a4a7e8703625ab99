// SPDX-License-Identifier: MIT
#include "app/probe_voice.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::app {

namespace {

constexpr std::uint64_t frames_of_marker = measure::marker::period_samples / media::frame_samples;

} // namespace

void ProbeMouth::begin(TimePoint now) {
    const std::lock_guard lock{mutex_};
    if (state_ == State::before)
        state_ = State::talking;
    began_ = now;
}

void ProbeMouth::end(TimePoint now) {
    const std::lock_guard lock{mutex_};
    state_ = state_ == State::talking ? State::ending : State::ended;
    wanted_ = now - began_;
}

std::vector<ProbeMouth::Sent> ProbeMouth::take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(sent_, {});
}

double ProbeMouth::Figures::late_pct() const {
    if (due == 0 || sent >= due)
        return 0;
    return 100 * static_cast<double>(due - sent) / static_cast<double>(due);
}

ProbeMouth::Figures ProbeMouth::figures() const {
    const std::lock_guard lock{mutex_};
    if (frames_ == 0)
        return {};
    const auto ticks = (last_due_ - first_due_ + media::frame_duration / 2) / media::frame_duration;
    // Whoever stops being asked for frames has no last tick: what was to be said counts as well.
    const auto wanted = static_cast<std::uint64_t>(wanted_ / media::frame_duration);
    return {std::max(static_cast<std::uint64_t>(ticks) + 1, wanted), frames_};
}

media::PcmSource::Pull ProbeMouth::read(media::PcmSpan frame) noexcept {
    return read_due(frame, std::chrono::steady_clock::now());
}

media::PcmSource::Pull ProbeMouth::read_due(media::PcmSpan frame, TimePoint due) noexcept {
    const std::lock_guard lock{mutex_};
    if (state_ == State::ending && frames_ % frames_of_marker == 0)
        state_ = State::ended;
    if (state_ == State::before || state_ == State::ended)
        return Pull::nothing;
    markers_.read(frame);
    // As a microphone without a buffer would: a frame is there when its last sample is.
    const TimePoint spoken = due - media::frame_duration;
    sent_.push_back({frame.size(), spoken.time_since_epoch()});
    if (copy_)
        copy_->write_at(frame, spoken);
    first_due_ = frames_ == 0 ? due : first_due_;
    last_due_ = due;
    ++frames_;
    return Pull::sound;
}

std::vector<ProbeEar::Heard> ProbeEar::take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(heard_, {});
}

void ProbeEar::write(media::PcmView samples) noexcept {
    write_at(samples, std::chrono::steady_clock::now());
}

void ProbeEar::write_at(media::PcmView samples, TimePoint due) noexcept {
    const std::lock_guard lock{mutex_};
    heard_.push_back({{samples.begin(), samples.end()}, due.time_since_epoch()});
    if (copy_)
        copy_->write_at(samples, due);
}

ProbeVoice::ProbeVoice(std::uint64_t seed, const Copies& copies)
    : mouth_(std::make_shared<ProbeMouth>(seed, copies.sent)),
      ear_(std::make_shared<ProbeEar>(copies.heard)), meter_(seed) {}

void ProbeVoice::advance() {
    for (const auto& sent : mouth_->take())
        meter_.add_sent(sent.samples, sent.spoken);
    for (const auto& heard : ear_->take())
        meter_.add_heard(heard.samples, heard.due);
    meter_.advance();
}

void ProbeVoice::finish() {
    advance();
    meter_.finish();
}

} // namespace janus_talk::app
