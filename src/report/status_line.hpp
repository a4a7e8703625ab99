// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::report {

/// The calm line at the foot of a terminal: room, time, how many, who talks, levels, and trouble only when there is
/// some. Pure: feed it notices, ask it for the line.
class StatusLine {
public:
    struct Style {
        /// Block characters for the meters; otherwise ASCII.
        bool unicode = true;
        bool colour = false;
    };

    explicit StatusLine(Style style);

    void add(const core::Notice& notice, std::chrono::steady_clock::time_point now);
    /// At most `columns` wide; empty before the room is joined. No control characters but colours.
    [[nodiscard]] std::string line(std::size_t columns, std::chrono::steady_clock::time_point now) const;

private:
    Style style_;
    core::Phase phase_ = core::Phase::idle;
    std::optional<std::chrono::steady_clock::time_point> joined_at_;
    std::string room_;
    std::size_t others_ = 0;
    bool muted_ = false;
    bool stalled_ = false;
    std::map<base::ParticipantId, std::string> talking_;
    core::media::Levels levels_;
    core::media::Stats stats_;
    bool recording_ = false;
};

} // namespace janus_talk::report
