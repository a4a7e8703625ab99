// SPDX-License-Identifier: MIT
#pragma once

#include "janus/handle_info.hpp"

#include <cstdint>
#include <optional>

namespace janus_talk::report {

/// Packets in one direction, as the server counts them since the participant came. Absent: the
/// server does not say.
struct ServerFlow {
    std::uint64_t packets = 0;
    /// 0 also when more came than were sent.
    std::optional<std::uint64_t> lost;
    std::optional<double> jitter_ms;
    /// How long a packet waited in the server on the average, ms.
    std::optional<double> queue_ms;
};

/// What the server's Admin API says of a participant.
struct ServerSide {
    /// What came from the participant, to be mixed. Absent: nothing did.
    std::optional<ServerFlow> in;
    /// What went to the participant.
    std::optional<ServerFlow> out;
    /// Absent: the server knows none yet.
    std::optional<double> rtt_ms;
};

/// Collects it from one look at the server after the other. Pure.
class ServerSideFigures {
public:
    /// By Little's law the mean length of a queue divided by the rate of what leaves it is the mean
    /// time in it, if it is looked at at times that do not follow its own rhythm.
    void add(const janus::HandleInfo& info);

    /// Empty: the server has said nothing.
    [[nodiscard]] std::optional<ServerSide> figures() const;

private:
    struct Look {
        janus::ServerTime time{0};
        std::uint64_t in = 0;
        std::uint64_t out = 0;
    };

    [[nodiscard]] std::optional<double> waited(double waiting, std::uint64_t Look::*packets) const;

    std::optional<janus::RtcpStatistics> rtcp_;
    std::optional<Look> first_;
    Look last_;
    double waiting_in_ = 0;
    double waiting_out_ = 0;
    unsigned looks_ = 0;
};

} // namespace janus_talk::report
