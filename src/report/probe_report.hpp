// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "core/codec.hpp"
#include "core/connect_times.hpp"
#include "core/notice.hpp"
#include "measure/verdict.hpp"
#include "report/server_side.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::json {
class Writer;
}

namespace janus_talk::report {

/// One stage of joining.
struct ProbeStage {
    /// In JSON and metrics.
    std::string_view name;
    /// For people.
    std::string_view words;
    /// What is done in it, as the end of "did not get beyond", and `failed_at`.
    std::string_view step;
    std::optional<double> ms;
    /// There is such a stage on this way.
    bool applies = true;
};

/// How far a participant of a probe got, and when: ms from its start. Absent: it did not get there.
struct ProbeStages {
    core::ConnectTimes connection;
    std::optional<double> created;
    std::optional<double> attached;
    std::optional<double> joined;
    /// The server has answered our offer.
    std::optional<double> answered;
    std::optional<double> ice;
    std::optional<double> dtls;
    std::optional<double> up;
    std::optional<double> first_audio;

    /// All, in their order.
    [[nodiscard]] std::array<ProbeStage, 13> all() const;
    /// The first one that was not reached: "dns", "tcp", "create", …; empty: all were.
    [[nodiscard]] std::string_view missing() const;
};

/// One participant: collects what its notices tell. Pure: time is an argument.
class ProbeLegReport {
public:
    ProbeLegReport() = default;

    ProbeLegReport(std::string name, std::chrono::steady_clock::time_point start)
        : name_(std::move(name)), start_(start) {}

    void add(const core::Notice& notice, std::chrono::steady_clock::time_point now);

    /// What is known of the connection so far.
    void add(const core::ConnectTimes& connection) { stages_.connection = connection; }

    /// One look at what the server knows.
    void add(const janus::HandleInfo& info) { server_.add(info); }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    [[nodiscard]] const ProbeStages& stages() const noexcept { return stages_; }

    /// Sound has come, and the peer connection stands.
    [[nodiscard]] bool is_ready() const { return stages_.up && stages_.first_audio; }

    [[nodiscard]] const std::optional<core::media::Stats>& stats() const noexcept { return stats_; }

    /// Playout delay on the average, ms.
    [[nodiscard]] std::optional<double> buffer_ms() const;

    [[nodiscard]] const std::optional<core::media::CandidatePair>& pair() const noexcept {
        return pair_;
    }

    [[nodiscard]] std::optional<ServerSide> server() const { return server_.figures(); }

    /// The first error.
    [[nodiscard]] const std::optional<base::Failure>& failure() const noexcept { return failure_; }

private:
    void on_phase(core::Phase phase, double ms);
    void on_stats(const core::media::Stats& stats);
    void on_media(const core::MediaChanged& change, double ms);

    std::string name_;
    std::chrono::steady_clock::time_point start_;
    ProbeStages stages_;
    std::optional<core::media::Stats> stats_;
    double buffer_sum_ms_ = 0;
    unsigned buffers_ = 0;
    std::optional<core::media::CandidatePair> pair_;
    ServerSideFigures server_;
    std::optional<base::Failure> failure_;
};

/// What the delay is made of, ms, as far as it is known.
struct DelayParts {
    /// A packet holds 20 ms, and its first sample waits for its last.
    double framing = 20;
    /// What our encoder and the server's look ahead, or what the filters of G.711 take.
    double look_ahead = 0;
    /// Half the round trip of each participant to the server; who only listens has none of its own,
    /// but the server does.
    std::optional<double> network_up;
    std::optional<double> network_down;
    /// The server's queues, for the talker's packets and for those of the mix.
    std::optional<double> server_queue;
    /// How long the listener lets packets wait for those that come later.
    std::optional<double> playout;
    /// All else: the mixer of the server, and what is not known of the above.
    double rest = 0;
};

/// A probe from its beginning to its end.
struct ProbeReport {
    base::RoomId room;
    /// For this probe alone: its number says nothing.
    bool room_is_made = false;
    core::Codec codec = core::Codec::opus;
    ProbeLegReport talker;
    ProbeLegReport listener;
    measure::Measures measures;
    measure::Verdict verdict;
    /// The failure that kept it from a verdict.
    std::optional<base::Failure> failure;
    base::ExitCode exit = base::ExitCode::internal;
    std::chrono::system_clock::time_point began{};
    /// Its name; empty: it has none.
    std::string machine;
    double duration_ms = 0;
    /// For --nagios: delay (p95) from which on it is a warning, or critical.
    std::optional<double> warning_ms;
    std::optional<double> critical_ms;
};

/// p95; empty: no marker was heard.
[[nodiscard]] std::optional<double> delay_of(const ProbeReport& report);

[[nodiscard]] DelayParts delay_parts(const ProbeReport& report);

/// Percent of the packets lost.
struct WayLosses {
    /// From the talker to the server, as the server reports.
    double up = 0;
    /// From the server to the listener.
    double down = 0;
    /// On the whole way, both being independent.
    double whole = 0;
};

/// Empty: one of them is not known.
[[nodiscard]] std::optional<WayLosses> losses_of_way(const ProbeLegReport& talker,
                                                     const ProbeLegReport& listener);

/// "pass", "fail" or "inconclusive". A stage that failed is "fail".
[[nodiscard]] std::string_view verdict_name(const ProbeReport& report);
/// Why it is not a pass.
[[nodiscard]] std::vector<std::string> reasons_of(const ProbeReport& report);

/// Members of the `result` event and of --json.
void write_probe(json::Writer& writer, const ProbeReport& report);
/// --json, without the newline.
[[nodiscard]] std::string probe_json(const ProbeReport& report);
/// For people; each line ended.
[[nodiscard]] std::string probe_text(const ProbeReport& report);

} // namespace janus_talk::report
