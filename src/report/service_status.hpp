// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"
#include "report/recent_loss.hpp"

#include <cstddef>
#include <set>
#include <string>

namespace janus_talk::report {

/// The line that a service manager shows of a running conference: "In room 1234 with 2 others,
/// muted, loss 0 % in, 3 % out". Pure: feed it notices, ask it for the line.
class ServiceStatus {
public:
    void add(const core::Notice& notice);
    /// One line, harmless for a terminal. Figures are rounded, so that it seldom changes.
    [[nodiscard]] std::string line() const;

private:
    void on(const core::StateChanged& notice);
    void on(const core::Snapshot& notice);
    void on(const core::RoomJoined& notice);
    void on(const core::ParticipantChanged& notice);
    void on(const core::MediaChanged& notice);
    void on(const core::media::Stats& notice);
    void on(const core::CommandDone& notice);
    void on(const core::Problem& notice);

    template <typename Other>
    void on(const Other&) {}

    void set_others(const std::vector<janus::Participant>& participants);

    core::Phase phase_ = core::Phase::idle;
    std::string cause_;
    std::string room_;
    base::ParticipantId self_;
    std::set<base::ParticipantId> others_;
    bool muted_ = false;
    bool stalled_ = false;
    RecentLoss tx_loss_;
    RecentLoss rx_loss_;
    std::string error_;
};

} // namespace janus_talk::report
