// SPDX-License-Identifier: MIT
#include "report/status_line.hpp"

#include "report/columns.hpp"
#include "report/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <variant>

namespace janus_talk::report {

namespace {

using std::chrono::steady_clock;

/// Beyond these a conversation suffers (ITU-T G.114; Opus conceals less loss well).
constexpr double bad_rtt_ms = 200;
constexpr double bad_loss_pct = 2;
constexpr std::size_t meter_cells = 6;
/// Quieter than this is silence to the eye.
constexpr double meter_floor_dbfs = -60;

/// One part of the line. Those with the highest rank are left out first.
struct Segment {
    int rank = 0;
    std::string_view colour;
    std::string text;
};

constexpr std::string_view plain;
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view yellow = "\x1b[33m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view separator = "  ";

std::string clock_of(steady_clock::duration duration) {
    const auto total =
            std::max<long long>(0, std::chrono::floor<std::chrono::seconds>(duration).count());
    const auto two_digits = [](long long number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    const std::string tail = two_digits(total / 60 % 60) + ":" + two_digits(total % 60);
    return total < 3600 ? tail : std::to_string(total / 3600) + ":" + tail;
}

/// Of the meter, 0 to 1.
double share_of(double dbfs) {
    return std::clamp((dbfs - meter_floor_dbfs) / -meter_floor_dbfs, 0.0, 1.0);
}

/// A bar of meter_cells columns for the mean of a second, and beyond it a stroke for its peak.
std::string meter(double mean_dbfs, double peak_dbfs, bool unicode) {
    constexpr std::array<std::string_view, 9> eighths{" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
    const double share = share_of(mean_dbfs);
    const auto full = static_cast<std::size_t>(std::lround(share * meter_cells));
    const auto filled = static_cast<std::size_t>(std::lround(share * meter_cells * 8));
    const double peak = share_of(peak_dbfs) * meter_cells;
    std::string bar;
    for (std::size_t cell = 0; cell < meter_cells; ++cell) {
        const bool is_free = unicode ? filled <= cell * 8 : full <= cell;
        const auto begin = static_cast<double>(cell);
        if (is_free && peak > begin && (peak <= begin + 1 || cell + 1 == meter_cells))
            bar += unicode ? "│" : "|";
        else if (unicode)
            bar += eighths.at(filled >= (cell + 1) * 8 ? 8 : is_free ? 0 : filled - cell * 8);
        else
            bar += is_free ? "-" : "#";
    }
    return bar;
}

std::size_t width_of(const std::vector<Segment>& segments) {
    std::size_t width = 0;
    for (const Segment& segment : segments)
        width += columns_of(segment.text) + (width == 0 ? 0 : separator.size());
    return width;
}

void drop_until_it_fits(std::vector<Segment>& segments, std::size_t columns) {
    while (segments.size() > 1 && width_of(segments) > columns) {
        segments.erase(std::max_element(
                segments.begin(), segments.end(), [](const Segment& a, const Segment& b) {
                    return a.rank < b.rank;
                }));
    }
}

} // namespace

StatusLine::StatusLine(Style style) : style_(style) {}

void StatusLine::add(const core::Notice& notice, steady_clock::time_point now) {
    if (std::holds_alternative<core::RoomJoined>(notice) && !joined_at_)
        joined_at_ = now;
    std::visit([this](const auto& value) { on(value); }, notice);
}

void StatusLine::on(const core::StateChanged& notice) {
    phase_ = notice.to;
    // A rejoin takes several steps, and none of them is the end of the trouble.
    if (notice.to >= core::Phase::up)
        reconnecting_ = notice.to == core::Phase::reconnecting;
}

void StatusLine::on(const core::Snapshot& notice) {
    self_ = notice.id;
    muted_ = notice.muted;
    recording_ = notice.recording.has_value();
    stalled_ = notice.media == "stalled";
    set_others(notice.participants);
}

void StatusLine::on(const core::RoomJoined& notice) {
    room_ = shown_name(notice.room.text());
    self_ = notice.id;
    set_others(notice.participants);
}

void StatusLine::on(const core::ParticipantChanged& notice) {
    using enum core::ParticipantChange;
    const bool is_self = notice.id == self_;
    const bool is_gone = notice.change == left || notice.change == kicked;
    if (is_self && (notice.change == muted || notice.change == unmuted))
        muted_ = notice.change == muted;
    if (!is_self && notice.change == joined)
        others_.insert(notice.id);
    if (is_gone)
        others_.erase(notice.id);
    if (is_gone || notice.change == muted)
        hush(notice.id);
}

void StatusLine::on(const core::TalkingChanged& notice) {
    hush(notice.id);
    if (notice.on)
        talking_.push_back({notice.id, shown_participant(notice.display, notice.id)});
}

void StatusLine::on(const core::MediaChanged& notice) {
    if (notice.change == core::MediaChange::stalled)
        stalled_ = true;
    if (notice.change == core::MediaChange::resumed ||
        notice.change == core::MediaChange::first_audio)
        stalled_ = false;
}

void StatusLine::on(const core::media::Levels& notice) {
    levels_ = notice;
}

void StatusLine::on(const core::media::Stats& notice) {
    rtt_ms_ = notice.rtt_ms;
    tx_loss_.add(notice.tx);
    rx_loss_.add(notice.rx);
}

void StatusLine::on(const core::media::RecordingChanged& notice) {
    recording_ = notice.started;
}

void StatusLine::on(const core::Ended&) {
    phase_ = core::Phase::ended;
}

void StatusLine::set_others(const std::vector<janus::Participant>& participants) {
    others_.clear();
    talking_.clear();
    for (const janus::Participant& participant : participants) {
        if (participant.id == self_)
            continue;
        others_.insert(participant.id);
        if (participant.talking.value_or(false))
            talking_.push_back(
                    {participant.id, shown_participant(participant.display, participant.id)});
    }
}

void StatusLine::hush(const base::ParticipantId& id) {
    std::erase_if(talking_, [&](const Talker& talker) { return talker.id == id; });
}

std::string StatusLine::text(std::string_view shown) const {
    return style_.unicode ? std::string(shown) : to_ascii(shown);
}

std::string StatusLine::talkers() const {
    constexpr std::size_t most_columns = 32;
    std::string names;
    for (const Talker& talker : talking_)
        names += (names.empty() ? "" : ", ") + talker.name;
    if (names.empty())
        return {};
    return text(cut_to_columns(names, most_columns)) + (talking_.size() == 1 ? " talks" : " talk");
}

std::string StatusLine::trouble() const {
    if (reconnecting_)
        return "RECONNECTING";
    if (stalled_)
        return "NO SOUND";
    std::string said;
    const auto add = [&](const std::string& part) { said += (said.empty() ? "" : " ") + part; };
    if (rtt_ms_.value_or(0) >= bad_rtt_ms)
        add("rtt " + decimal(*rtt_ms_, 0) + " ms");
    const double loss = std::max(tx_loss_.percent(), rx_loss_.percent());
    if (loss >= bad_loss_pct)
        add("loss " + decimal(loss, 0) + " %");
    return said;
}

std::string StatusLine::line(std::size_t columns, steady_clock::time_point now) const {
    if (!joined_at_ || phase_ == core::Phase::ended || columns == 0)
        return {};
    std::vector<Segment> segments;
    const auto add = [&](int rank, std::string_view colour, std::string said) {
        if (!said.empty())
            segments.push_back({rank, colour, std::move(said)});
    };
    add(0, plain, text(cut_to_columns(room_, 24)));
    add(5, plain, clock_of(now - *joined_at_));
    add(4,
        plain,
        phase_ == core::Phase::leaving ? "leaving" : std::to_string(others_.size() + 1) + " here");
    if (levels_) {
        const bool is_loud = levels_->clipped.value_or(0) > 0;
        const auto sent = [this](const std::optional<double>& level) {
            return muted_ ? meter_floor_dbfs : level.value_or(meter_floor_dbfs);
        };
        if (levels_->tx_dbfs) {
            add(6,
                is_loud ? red : plain,
                "mic " +
                        meter(sent(levels_->tx_dbfs), sent(levels_->tx_peak_dbfs), style_.unicode) +
                        (is_loud ? "!" : ""));
        }
        add(7, plain, "room " + meter(levels_->rx_dbfs, levels_->rx_peak_dbfs, style_.unicode));
    }
    add(1, yellow, muted_ ? "MUTED" : "");
    add(2, red, trouble());
    add(8, red, recording_ ? "REC" : "");
    add(3, green, talkers());

    drop_until_it_fits(segments, columns);
    if (segments.size() == 1)
        segments[0].text = text(cut_to_columns(segments[0].text, columns));
    std::string line;
    for (const Segment& segment : segments) {
        if (!line.empty())
            line += separator;
        const bool is_coloured = style_.colour && !segment.colour.empty();
        line += is_coloured ? std::string(segment.colour) + segment.text + "\x1b[0m" : segment.text;
    }
    return line;
}

} // namespace janus_talk::report
