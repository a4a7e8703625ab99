// SPDX-License-Identifier: MIT
#include "report/key_text.hpp"

#include "report/words.hpp"

#include <string_view>

namespace janus_talk::report {

namespace {

constexpr std::string_view silence = "silence";
/// As quiet as the meters go.
constexpr double quietest_dbfs = -120;

std::string level_text(double mean_dbfs, double peak_dbfs) {
    if (mean_dbfs <= quietest_dbfs)
        return std::string(silence);
    return decimal(mean_dbfs, 0) + " dBFS, peaks " + decimal(peak_dbfs, 0);
}

std::string flow_text(const core::media::FlowStats& flow, const std::optional<double>& jitter_ms) {
    std::string text = decimal(flow.kbps, 1) + " kbit/s, " + counted(flow.packets, "packet") +
                       ", " + decimal(flow.lost_pct, 1) + " % lost";
    if (jitter_ms)
        text += ", jitter " + decimal(*jitter_ms, 1) + " ms";
    return text;
}

std::string person_text(const janus::Participant& person) {
    std::string text = "  " + shown_participant(person.display, person.id);
    if (person.muted.value_or(false))
        text += " (muted)";
    else if (person.talking.value_or(false))
        text += " (talking)";
    if (person.suspended.value_or(false))
        text += " (suspended)";
    if (!person.setup.value_or(true))
        text += " (no audio yet)";
    return text;
}

} // namespace

std::string keys_text() {
    return "  m      microphone off or on\n"
           "  space  push to talk: hold it to speak, or tap it for off and on\n"
           "  + -    your volume in the room, for everybody\n"
           "  p      who is in the room\n"
           "  s      statistics\n"
           "  r      begin or end a recording\n"
           "  q      leave (as Ctrl-C)";
}

std::string people_text(const std::optional<core::Snapshot>& snapshot) {
    if (!snapshot)
        return "The room is not joined yet.";
    std::string text = counted(snapshot->participants.size() + 1, "participant") + " in room " +
                       shown_name(snapshot->room.text()) + ":\n  " +
                       shown_participant(snapshot->display, snapshot->id) + " (you" +
                       (snapshot->muted ? ", muted)" : ")");
    for (const janus::Participant& person : snapshot->participants)
        text += "\n" + person_text(person);
    return text;
}

std::string statistics_text(const std::optional<core::media::Stats>& stats,
                            const std::optional<core::media::Levels>& levels) {
    if (!stats)
        return "There are no statistics yet.";
    std::string text = "  sent      " + flow_text(stats->tx, stats->tx_jitter_ms) +
                       "\n  received  " + flow_text(stats->rx, stats->rx_jitter_ms);
    if (stats->rx_concealed_pct)
        text += ", " + decimal(*stats->rx_concealed_pct, 1) + " % concealed";
    if (stats->rtt_ms)
        text += "\n  round trip " + decimal(*stats->rtt_ms, 0) + " ms";
    if (stats->rx_buffer_ms)
        text += "\n  playout buffer " + decimal(*stats->rx_buffer_ms, 0) + " ms";
    if (!levels)
        return text;
    if (levels->tx_dbfs)
        text += "\n  microphone " + level_text(*levels->tx_dbfs, levels->tx_peak_dbfs.value_or(0));
    return text + "\n  room " + level_text(levels->rx_dbfs, levels->rx_peak_dbfs);
}

} // namespace janus_talk::report
