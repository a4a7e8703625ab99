// SPDX-License-Identifier: MIT
#pragma once

#include "janus/handle_info.hpp"

#include <cstdint>
#include <optional>

namespace janus_talk::report {

/// What the server's Admin API says of a participant, in its own words: `in` is what came from the
/// participant, `out` what went there.
struct ServerSide {
    /// How long a packet waited on the average, ms: from the participant to be mixed, to the
    /// participant to be sent.
    double queue_in_ms = 0;
    double queue_out_ms = 0;
    /// Absent: the server knows none yet.
    std::optional<double> rtt_ms;
    double jitter_in_ms = 0;
    double jitter_out_ms = 0;
    std::uint64_t packets_in = 0;
    std::uint64_t packets_out = 0;
    /// 0 also when more came than were sent.
    std::uint64_t lost_in = 0;
    std::uint64_t lost_out = 0;
};

/// Collects it from one look at the server after the other. Pure.
class ServerSideFigures {
public:
    /// Every packet holds 20 ms, and as many come as go. So by Little's law the mean length of a
    /// queue, looked at at any times that do not follow its own rhythm, is the time in it.
    void add(const janus::HandleInfo& info);

    /// Empty: the server has said nothing.
    [[nodiscard]] std::optional<ServerSide> figures() const;

private:
    ServerSide latest_;
    double waiting_in_ = 0;
    double waiting_out_ = 0;
    unsigned looks_ = 0;
};

} // namespace janus_talk::report
