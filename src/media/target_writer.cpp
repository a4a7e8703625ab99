// SPDX-License-Identifier: MIT
#include "media/target_writer.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

constexpr std::chrono::seconds checkpoint_interval{1};

} // namespace

TargetWriter::TargetWriter(std::unique_ptr<PcmTarget> target,
                           unsigned channels,
                           WriterReports reports)
    : target_(std::move(target)), channels_(channels), reports_(std::move(reports)) {}

void TargetWriter::put(PcmView samples, TimePoint now) {
    if (failed_ || samples.empty())
        return;
    if (!std::exchange(began_, true)) {
        last_checkpoint_ = now;
        reports_.began();
    }
    written_ += samples.size() / channels_;
    note(target_->write(samples));
}

void TargetWriter::put_silence(std::uint64_t samples, TimePoint now) {
    const std::vector<std::int16_t> silence(frame_samples * channels_, 0);
    while (!failed_ && samples > 0) {
        const std::uint64_t part = std::min<std::uint64_t>(samples, frame_samples);
        put({silence.data(), static_cast<std::size_t>(part) * channels_}, now);
        samples -= part;
    }
}

void TargetWriter::checkpoint(TimePoint now) {
    if (!began_ || failed_ || now - last_checkpoint_ < checkpoint_interval)
        return;
    last_checkpoint_ = now;
    note(target_->checkpoint());
}

void TargetWriter::complete() {
    if (!failed_)
        note(target_->complete());
}

double TargetWriter::seconds() const noexcept {
    return static_cast<double>(written_) / sample_rate;
}

void TargetWriter::note(const PcmTarget::Outcome& outcome) {
    if (!outcome || std::exchange(failed_, true))
        return;
    reports_.failed(*outcome, seconds());
}

} // namespace janus_talk::media
