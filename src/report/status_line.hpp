// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"
#include "report/recent_loss.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::report {

/// The calm line at the foot of a terminal: room, time, how many, who talks, levels, and trouble
/// only when there is some. Pure: feed it notices, ask it for the line.
class StatusLine {
public:
    struct Style {
        /// The terminal speaks UTF-8: block characters for the meters, names as they are; otherwise
        /// all ASCII.
        bool unicode = true;
        bool colour = false;
    };

    explicit StatusLine(Style style);

    void add(const core::Notice& notice, std::chrono::steady_clock::time_point now);
    /// At most `columns` wide; what matters least goes first when that is narrow. Empty before the
    /// room is joined and after the end. No control characters but colours.
    [[nodiscard]] std::string line(std::size_t columns,
                                   std::chrono::steady_clock::time_point now) const;

private:
    struct Talker {
        base::ParticipantId id;
        std::string name;
    };

    void on(const core::StateChanged& notice);
    void on(const core::Snapshot& notice);
    void on(const core::RoomJoined& notice);
    void on(const core::ParticipantChanged& notice);
    void on(const core::TalkingChanged& notice);
    void on(const core::MediaChanged& notice);
    void on(const core::media::Levels& notice);
    void on(const core::media::Stats& notice);
    void on(const core::media::RecordingChanged& notice);
    void on(const core::Ended& notice);

    template <typename Other>
    void on(const Other&) {}

    void set_others(const std::vector<janus::Participant>& participants);
    void hush(const base::ParticipantId& id);
    [[nodiscard]] std::string text(std::string_view shown) const;
    [[nodiscard]] std::string talkers() const;
    [[nodiscard]] std::string trouble() const;

    Style style_;
    core::Phase phase_ = core::Phase::idle;
    std::optional<std::chrono::steady_clock::time_point> joined_at_;
    std::string room_;
    base::ParticipantId self_;
    std::set<base::ParticipantId> others_;
    /// In the order in which they began.
    std::vector<Talker> talking_;
    bool muted_ = false;
    bool stalled_ = false;
    bool reconnecting_ = false;
    bool recording_ = false;
    std::optional<core::media::Levels> levels_;
    std::optional<double> rtt_ms_;
    RecentLoss tx_loss_;
    RecentLoss rx_loss_;
};

} // namespace janus_talk::report
