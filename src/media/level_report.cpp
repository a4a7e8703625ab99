// SPDX-License-Identifier: MIT
#include "media/level_report.hpp"

namespace janus_talk::media {

void LevelReport::note_heard(const LevelWindow& heard, Clock::time_point now) {
    heard_ = heard;
    heard_at_ = now;
}

core::media::Levels LevelReport::with(const std::optional<LevelWindow>& sent,
                                      Clock::time_point now) const {
    core::media::Levels levels{{}, silence_dbfs, {}, silence_dbfs, {}};
    if (sent) {
        levels.tx_dbfs = sent->mean_dbfs;
        levels.tx_peak_dbfs = sent->peak_dbfs;
        levels.clipped = sent->clipped;
    }
    if (heard_ && now - heard_at_ < lifetime) {
        levels.rx_dbfs = heard_->mean_dbfs;
        levels.rx_peak_dbfs = heard_->peak_dbfs;
    }
    return levels;
}

} // namespace janus_talk::media
