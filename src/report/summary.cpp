// SPDX-License-Identifier: MIT
#include "report/summary.hpp"

#include "json/writer.hpp"
#include "report/json_fields.hpp"

#include <algorithm>
#include <variant>

namespace janus_talk::report {

namespace {

void keep_first(std::optional<double>& measure, double value) {
    if (!measure)
        measure = value;
}

void keep_highest(std::optional<double>& measure, double value) {
    measure = std::max(measure.value_or(value), value);
}

} // namespace

Summary::Summary(std::chrono::steady_clock::time_point start) : start_(start) {}

void Summary::add(const core::Notice& notice, std::chrono::steady_clock::time_point now) {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    const double ms = std::max(0.0, Milliseconds(now - start_).count());
    measures_.duration_ms = std::max(measures_.duration_ms, ms);
    std::visit([&](const auto& value) { on(value, ms); }, notice);
}

void Summary::on(const core::StateChanged& notice, double ms) {
    if (notice.to == core::Phase::up)
        keep_first(measures_.up_ms, ms);
}

void Summary::on(const core::RoomJoined&, double ms) {
    keep_first(measures_.joined_ms, ms);
}

void Summary::on(const core::MediaChanged& notice, double ms) {
    if (notice.change == core::MediaChange::first_audio)
        keep_first(measures_.first_audio_ms, ms);
    if (notice.change == core::MediaChange::stalled)
        ++measures_.stalls;
}

void Summary::on(const core::media::Levels& notice, double) {
    if (notice.tx_peak_dbfs)
        keep_highest(measures_.tx_peak_dbfs, *notice.tx_peak_dbfs);
    keep_highest(measures_.rx_peak_dbfs, notice.rx_peak_dbfs);
    measures_.clipped += notice.clipped.value_or(0);
}

void Summary::on(const core::media::Stats& notice, double) {
    measures_.stats = notice;
    if (!notice.rtt_ms)
        return;
    rtt_sum_ms_ += *notice.rtt_ms;
    ++rtt_samples_;
    measures_.rtt_ms = rtt_sum_ms_ / static_cast<double>(rtt_samples_);
    keep_highest(measures_.rtt_max_ms, *notice.rtt_ms);
}

void Summary::on(const core::AssertionChecked& notice, double) {
    measures_.assertions.push_back(notice);
}

void Summary::on(const core::Problem& notice, double) {
    if (notice.severity == core::Severity::error && !measures_.error)
        measures_.error = notice.failure;
}

void Summary::on(const core::Ended& notice, double) {
    measures_.exit = notice.exit;
}

Summary::Verdict Summary::verdict() const {
    if (!measures_.exit)
        return Verdict::inconclusive;
    switch (*measures_.exit) {
    case base::ExitCode::ok:
        return Verdict::pass;
    case base::ExitCode::interrupted:
    case base::ExitCode::terminated:
        return Verdict::inconclusive;
    default:
        return Verdict::fail;
    }
}

std::string Summary::json() const {
    json::Writer writer;
    writer.begin_object().member("v", 1).member("type", "result");
    write_result(writer, *this);
    return writer.end_object().take();
}

} // namespace janus_talk::report
