// SPDX-License-Identifier: MIT
#include "report/event_text.hpp"

#include "base/text.hpp"
#include "janus/error_code.hpp"
#include "report/names.hpp"
#include "report/words.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace janus_talk::report {

namespace {

enum class Tone { plain, quiet, lively, worrying, failing };

struct Line {
    /// The lowest verbosity that tells it.
    int level = 0;
    Tone tone = Tone::plain;
    std::string text;
};

constexpr int normal = 0;
constexpr int verbose = 1;
/// Longer ones are named by number: a room of hundreds must not flood the terminal.
constexpr std::size_t most_names = 12;
/// Sentences of ours may hold reasons of the server.
constexpr std::size_t sentence_limit = 512;

std::string_view colour_of(Tone tone) noexcept {
    switch (tone) {
    case Tone::plain:
        return "";
    case Tone::quiet:
        return "\x1b[2m";
    case Tone::lively:
        return "\x1b[32m";
    case Tone::worrying:
        return "\x1b[33m";
    case Tone::failing:
        return "\x1b[1;31m";
    }
    return "";
}

/// The opposite of nothing to say; keeps the visitors below short.
std::optional<Line> say(int level, Tone tone, std::string text) {
    return Line{level, tone, std::move(text)};
}

std::string shown_sentence(std::string_view text) {
    return base::harmless(text, sentence_limit);
}

std::optional<Line> line_of(const core::StateChanged& notice) {
    if (notice.to == core::Phase::reconnecting)
        return say(normal, Tone::worrying, "Reconnecting.");
    std::string text = "state: " + std::string(core::name_of(notice.to));
    if (!notice.cause.empty())
        text += " (" + shown_sentence(notice.cause) + ")";
    return say(verbose, Tone::quiet, std::move(text));
}

/// For those who come late to a stream of events; a reader of lines was there.
std::optional<Line> line_of(const core::Snapshot&) {
    return std::nullopt;
}

std::optional<Line> line_of(const core::RoomJoined& notice) {
    std::string text = "In room " + shown_name(notice.room.text());
    const std::size_t others = notice.participants.size();
    if (others == 0)
        return say(normal, Tone::plain, text + "; nobody else is here.");
    text += " with " + counted(others, "other") + ": ";
    for (std::size_t i = 0; i < std::min(others, most_names); ++i) {
        const janus::Participant& other = notice.participants[i];
        text += (i == 0 ? "" : ", ") + quoted_participant(other.display, other.id);
        if (other.muted.value_or(false))
            text += " (muted)";
    }
    if (others > most_names)
        text += " and " + std::to_string(others - most_names) + " more";
    return say(normal, Tone::plain, text + ".");
}

std::string_view predicate_of(core::ParticipantChange change) noexcept {
    using enum core::ParticipantChange;
    switch (change) {
    case joined:
        return " came in.";
    case left:
        return " left.";
    case kicked:
        return " was kicked out.";
    case muted:
        return " is muted.";
    case unmuted:
        return " is no longer muted.";
    case suspended:
        return " was suspended.";
    case resumed:
        return " was resumed.";
    case setup:
        return " has connected audio.";
    case renamed:
        break; // has a sentence of its own
    }
    return "";
}

std::optional<Line> line_of(const core::ParticipantChanged& notice) {
    const int level = notice.change == core::ParticipantChange::setup ? verbose : normal;
    if (notice.change == core::ParticipantChange::renamed) {
        const std::string former = "Participant " + shown_name(notice.id.text());
        return say(normal,
                   Tone::plain,
                   former + " is now called " + quoted_participant(notice.display, notice.id) +
                           ".");
    }
    std::string text = quoted_participant(notice.display, notice.id);
    text += predicate_of(notice.change);
    return say(level, level == verbose ? Tone::quiet : Tone::plain, std::move(text));
}

std::optional<Line> line_of(const core::TalkingChanged& notice) {
    const std::string who = quoted_participant(notice.display, notice.id);
    if (notice.on)
        return say(normal, Tone::lively, who + " is talking.");
    return say(verbose, Tone::quiet, who + " stopped talking.");
}

/// The server's own detection, where there is one, tells names.
std::optional<Line> line_of(const core::media::RoomTalking& notice) {
    return say(verbose,
               Tone::quiet,
               notice.on ? "Somebody is talking." : "Nobody is talking any more.");
}

/// The status line shows them.
std::optional<Line> line_of(const core::media::Levels&) {
    return std::nullopt;
}

std::string route_of(const core::media::CandidatePair& pair) {
    return base::harmless(pair.protocol) + " (" + base::harmless(pair.type) + ") from " +
           base::harmless(pair.local) + " to " + base::harmless(pair.remote);
}

std::optional<Line> line_of(const core::MediaChanged& notice) {
    using enum core::MediaChange;
    const std::string reason = shown_sentence(notice.reason.value_or(""));
    const std::string after =
            notice.elapsed ? ", " + seconds(*notice.elapsed) + " after the offer" : "";
    if (notice.candidate)
        return say(normal, Tone::plain, "Media goes over " + route_of(*notice.candidate) + ".");
    switch (notice.change) {
    case first_audio:
        return say(normal, Tone::plain, "Hearing the room" + after + ".");
    case stalled:
        return say(normal, Tone::worrying, "No sound arrives from the server.");
    case resumed:
        return say(normal, Tone::plain, "Sound arrives again.");
    case receiving:
        if (reason == "no")
            return say(normal, Tone::worrying, "The server receives no sound from us.");
        break;
    default:
        break;
    }
    std::string text = "media: " + std::string(name_of(notice.change));
    if (!reason.empty())
        text += " (" + reason + ")";
    return say(verbose, Tone::quiet, text + after);
}

std::string flow_of(const core::media::FlowStats& flow) {
    return counted(flow.packets, "packet") + ", " + decimal(flow.kbps, 1) + " kbit/s, " +
           decimal(flow.lost_pct, 1) + " % lost";
}

std::optional<Line> line_of(const core::media::Stats& notice) {
    std::string text = "stats: sent " + flow_of(notice.tx) + "; received " + flow_of(notice.rx);
    if (notice.rx_jitter_ms)
        text += ", jitter " + decimal(*notice.rx_jitter_ms, 1) + " ms";
    if (notice.rtt_ms)
        text += "; round trip " + decimal(*notice.rtt_ms, 0) + " ms";
    return say(verbose, Tone::quiet, std::move(text));
}

std::optional<Line> line_of(const core::media::DeviceChanged& notice) {
    using enum core::media::DeviceChange;
    std::string text =
            notice.direction == core::media::Direction::input ? "Microphone" : "Loudspeaker";
    const std::string name = notice.name.empty() ? "" : ": " + shown_sentence(notice.name);
    switch (notice.change) {
    case opened:
        return say(normal, Tone::plain, text + name + ".");
    case lost:
        return say(normal, Tone::worrying, text + " lost" + name + ".");
    case back:
        return say(normal, Tone::plain, text + " back" + name + ".");
    case switched:
        return say(normal, Tone::worrying, text + " switched" + name + ".");
    }
    return std::nullopt;
}

std::optional<Line> line_of(const core::media::RecordingChanged& notice) {
    const std::string file = base::harmless(notice.file, sentence_limit);
    if (notice.started)
        return say(normal, Tone::plain, "Recording to " + file + ".");
    return say(
            normal, Tone::plain, "Recorded " + decimal(notice.seconds, 1) + " s to " + file + ".");
}

/// "janus-talk: error: what. \n  what to do\n  what Janus said"
std::string complaint_of(core::Severity severity, const base::Failure& failure) {
    std::string text = "janus-talk: " + std::string(name_of(severity)) + ": ";
    text += shown_sentence(failure.text);
    if (!failure.hint.empty())
        text += "\n  " + shown_sentence(failure.hint);
    if (failure.janus) {
        text += "\n  Janus: error " + std::to_string(failure.janus->code);
        const std::string_view name = janus::name_of(*failure.janus);
        if (!name.empty())
            text += " " + std::string(name);
        if (!failure.janus->text.empty())
            text += ", " + base::harmless(failure.janus->text);
    }
    return text;
}

std::optional<Line> line_of(const core::Resumed& notice) {
    if (notice.by == core::ResumedBy::claim)
        return say(normal,
                   Tone::plain,
                   "The connection is back after " + seconds(notice.gap) + "; the sound went on.");
    return say(normal, Tone::plain, "Back in the room after " + seconds(notice.gap) + ".");
}

std::optional<Line> line_of(const core::AssertionChecked& notice) {
    std::string text = notice.ok ? "Kept: not " : "Broken: not ";
    text += base::harmless(notice.rule);
    if (notice.value)
        text += ", at the last " + decimal(*notice.value, 1);
    return say(notice.ok ? verbose : normal, notice.ok ? Tone::quiet : Tone::failing, text + ".");
}

std::optional<Line> line_of(const core::LinkAdapted& notice) {
    std::string text;
    const auto add =
            [&](const char* what, const std::optional<unsigned>& number, const char* unit) {
                if (number)
                    text += (text.empty() ? "" : ", ") + (what + std::to_string(*number) + unit);
            };
    add("server's queue ",
        notice.prebuffer ? std::optional{*notice.prebuffer * 20} : std::nullopt,
        " ms");
    add("loss up ", notice.tx_expected_loss, " %");
    add("loss down ", notice.rx_expected_loss, " %");
    text.insert(0, "The network is followed: ");
    return say(verbose, Tone::quiet, text);
}

std::optional<Line> line_of(const core::CommandDone& notice) {
    if (notice.failure)
        return say(normal, Tone::worrying, complaint_of(core::Severity::warning, *notice.failure));
    if (notice.command == "mute")
        return say(normal, Tone::plain, "Your microphone is off.");
    if (notice.command == "unmute")
        return say(normal, Tone::plain, "Your microphone is on.");
    return say(verbose, Tone::quiet, "done: " + base::harmless(notice.command));
}

std::optional<Line> line_of(const core::Problem& notice) {
    const bool is_error = notice.severity == core::Severity::error;
    return say(is_error ? -1 : normal,
               is_error ? Tone::failing : Tone::worrying,
               complaint_of(notice.severity, notice.failure));
}

std::optional<Line> line_of(const core::FlightRecorded& notice) {
    return say(normal,
               Tone::plain,
               "What happened before is in " + base::harmless(notice.dir, sentence_limit) + ".");
}

std::optional<Line> line_of(const core::Ended& notice) {
    if (notice.exit == base::ExitCode::ok)
        return say(normal, Tone::plain, "Left the room.");
    return say(verbose,
               Tone::quiet,
               "exit " + std::to_string(static_cast<int>(notice.exit)) + " (" +
                       std::string(base::name_of(notice.exit)) + ")");
}

} // namespace

std::optional<std::string> text_of(const core::Notice& notice, const TextStyle& style) {
    auto line = std::visit([](const auto& value) { return line_of(value); }, notice);
    const bool is_shown_elsewhere =
            style.has_status_line && std::holds_alternative<core::TalkingChanged>(notice);
    if (!line || line->level + (is_shown_elsewhere ? 1 : 0) > style.verbosity)
        return std::nullopt;
    const std::string_view colour = style.colour ? colour_of(line->tone) : "";
    if (colour.empty())
        return std::move(line->text);
    return std::string(colour) + line->text + "\x1b[0m";
}

} // namespace janus_talk::report
