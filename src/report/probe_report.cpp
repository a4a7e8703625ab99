// SPDX-License-Identifier: MIT
#include "report/probe_report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace janus_talk::report {

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

void set_once(std::optional<double>& stage, double ms) {
    if (!stage)
        stage = ms;
}

} // namespace

std::array<ProbeStage, 13> ProbeStages::all() const {
    const auto ms = [](const std::optional<core::ConnectTimes::Duration>& time) {
        return time ? std::optional{Milliseconds(*time).count()} : std::nullopt;
    };
    return {{
            {"dns", "name", "dns", ms(connection.dns)},
            {"tcp", "TCP", "tcp", ms(connection.tcp)},
            {"proxy", "proxy", "proxy", ms(connection.proxy), connection.through_proxy},
            {"tls", "TLS", "tls", ms(connection.tls), connection.secure},
            {"websocket", "WebSocket", "websocket", ms(connection.websocket)},
            {"created", "session", "create", created},
            {"attached", "plug-in", "attach", attached},
            {"joined", "joined", "join", joined},
            {"answered", "answered", "configure", answered},
            {"ice", "ICE", "ice", ice},
            {"dtls", "DTLS", "dtls", dtls},
            {"up", "up", "up", up},
            {"first_audio", "first audio", "first-audio", first_audio},
    }};
}

std::string_view ProbeStages::missing() const {
    const auto stages = all();
    const auto* const first = std::find_if(stages.begin(), stages.end(), [](const auto& stage) {
        return stage.applies && !stage.ms;
    });
    return first == stages.end() ? std::string_view{} : first->step;
}

void ProbeLegReport::add(const core::Notice& notice, std::chrono::steady_clock::time_point now) {
    const double ms = Milliseconds(now - start_).count();
    if (const auto* state = std::get_if<core::StateChanged>(&notice))
        on_phase(state->to, ms);
    else if (std::holds_alternative<core::RoomJoined>(notice))
        set_once(stages_.joined, ms);
    else if (const auto* change = std::get_if<core::MediaChanged>(&notice))
        on_media(*change, ms);
    else if (const auto* stats = std::get_if<core::media::Stats>(&notice))
        on_stats(*stats);
    else if (const auto* problem = std::get_if<core::Problem>(&notice);
             problem != nullptr && problem->severity == core::Severity::error && !failure_)
        failure_ = problem->failure;
}

void ProbeLegReport::on_stats(const core::media::Stats& stats) {
    stats_ = stats;
    if (!stats.rx_buffer_ms)
        return;
    buffer_sum_ms_ += *stats.rx_buffer_ms;
    ++buffers_;
}

std::optional<double> ProbeLegReport::buffer_ms() const {
    return buffers_ == 0 ? std::nullopt : std::optional{buffer_sum_ms_ / buffers_};
}

void ProbeLegReport::on_phase(core::Phase phase, double ms) {
    switch (phase) {
    case core::Phase::attaching:
        return set_once(stages_.created, ms);
    case core::Phase::joining:
        return set_once(stages_.attached, ms);
    case core::Phase::trickling:
        return set_once(stages_.answered, ms);
    case core::Phase::up:
        return set_once(stages_.up, ms);
    default:
        return;
    }
}

void ProbeLegReport::on_media(const core::MediaChanged& change, double ms) {
    if (change.candidate)
        pair_ = change.candidate;
    if (change.change == core::MediaChange::ice &&
        (change.reason == "connected" || change.reason == "completed"))
        set_once(stages_.ice, ms);
    if (change.change == core::MediaChange::dtls)
        set_once(stages_.dtls, ms);
    if (change.change == core::MediaChange::first_audio)
        set_once(stages_.first_audio, ms);
}

std::optional<double> delay_of(const ProbeReport& report) {
    const auto& voice = report.measures.voice;
    return voice && voice->found > 0 ? std::optional{voice->delay_ms.p95} : std::nullopt;
}

DelayParts delay_parts(const ProbeReport& report) {
    // 6.5 ms each of Opus'; our narrow-band filters in the one and the other direction.
    constexpr double opus_look_ahead = 13;
    constexpr double narrow_band_filters = 2.9;
    DelayParts parts;
    parts.look_ahead = report.codec == core::Codec::opus ? opus_look_ahead : narrow_band_filters;
    const auto half_trip = [](const ProbeLegReport& leg) -> std::optional<double> {
        if (leg.stats() && leg.stats()->rtt_ms)
            return *leg.stats()->rtt_ms / 2;
        const auto server = leg.server();
        return server && server->rtt_ms ? std::optional{*server->rtt_ms / 2} : std::nullopt;
    };
    parts.network_up = half_trip(report.talker);
    parts.network_down = half_trip(report.listener);
    parts.playout = report.listener.buffer_ms();
    const auto talker = report.talker.server();
    const auto listener = report.listener.server();
    if (talker && listener && talker->in && listener->out && talker->in->queue_ms &&
        listener->out->queue_ms)
        parts.server_queue = *talker->in->queue_ms + *listener->out->queue_ms;
    const double known = parts.framing + parts.look_ahead + parts.network_up.value_or(0) +
                         parts.network_down.value_or(0) + parts.playout.value_or(0) +
                         parts.server_queue.value_or(0);
    const double all = report.measures.voice ? report.measures.voice->delay_ms.p50 : known;
    parts.rest = all - known;
    return parts;
}

std::optional<WayLosses> losses_of_way(const ProbeLegReport& talker,
                                       const ProbeLegReport& listener) {
    // What the server lost of ours is known from its first report on, and that brings the jitter
    // too.
    if (!talker.stats() || !talker.stats()->tx_jitter_ms || !listener.stats())
        return std::nullopt;
    const double up = talker.stats()->tx.lost_pct;
    const double down = listener.stats()->rx.lost_pct;
    const double kept = (1 - up / 100) * (1 - down / 100);
    return WayLosses{up, down, std::clamp(100 * (1 - kept), 0.0, 100.0)};
}

std::string_view verdict_name(const ProbeReport& report) {
    using base::ExitCode;
    const bool interrupted =
            report.exit == ExitCode::interrupted || report.exit == ExitCode::terminated;
    if (report.failure && !interrupted)
        return "fail";
    return measure::name_of(report.verdict.outcome);
}

std::vector<std::string> reasons_of(const ProbeReport& report) {
    if (!report.failure)
        return report.verdict.reasons;
    std::vector<std::string> reasons{report.failure->text};
    for (const auto* leg : {&report.talker, &report.listener}) {
        if (leg->failure() && !leg->name().empty() && !leg->stages().missing().empty())
            reasons.push_back("The " + leg->name() +
                              " did not get beyond: " + std::string(leg->stages().missing()) + ".");
    }
    return reasons;
}

} // namespace janus_talk::report
