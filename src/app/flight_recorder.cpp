// SPDX-License-Identifier: MIT
#include "app/flight_recorder.hpp"

#include "app/flight_folder.hpp"
#include "app/moment.hpp"
#include "app/process.hpp"
#include "app/version.hpp"
#include "base/text.hpp"
#include "janus/redact_sdp.hpp"
#include "media/library_version.hpp"
#include "media/opus_assembly.hpp"
#include "media/packet_ring.hpp"
#include "media/pcm.hpp"
#include "report/event_json.hpp"
#include "report/flight_text.hpp"
#include "report/line_ring.hpp"
#include "report/log_record.hpp"
#include "report/summary.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <optional>
#include <random>
#include <sys/utsname.h>
#include <unistd.h>
#include <utility>

namespace janus_talk::app {

namespace {

using report::LineRing;
using SteadyClock = std::chrono::steady_clock;

// Together with the sound (twice 2 MiB) less than 8 MiB.
constexpr std::size_t most_event_bytes = std::size_t{1} << 20U;
constexpr std::size_t most_stats_bytes = std::size_t{1} << 19U;
constexpr std::size_t most_wire_bytes = std::size_t{1} << 20U;
constexpr std::size_t most_trouble_bytes = std::size_t{1} << 16U;
constexpr std::size_t most_sdp_bytes = std::size_t{1} << 17U;
constexpr std::size_t most_setting_bytes = std::size_t{1} << 17U;
constexpr std::size_t most_lines = 2000;
/// Two a second: ten minutes.
constexpr std::size_t most_stats_lines = 1200;
constexpr std::size_t most_troubles = 100;

double seconds_of(SteadyClock::duration duration) {
    return std::chrono::duration<double>(duration).count();
}

std::string kernel_version() {
    utsname name{};
    if (uname(&name) != 0)
        return {};
    return std::string{static_cast<const char*>(name.sysname)} + " " +
           static_cast<const char*>(name.release) + " " + static_cast<const char*>(name.machine) +
           "\n";
}

/// What may make somebody give up who did not hear of an error.
bool is_outage(const core::Notice& notice) {
    const auto* const state = std::get_if<core::StateChanged>(&notice);
    const auto* const media = std::get_if<core::MediaChanged>(&notice);
    return (state != nullptr && state->to == core::Phase::reconnecting) ||
           (media != nullptr && media->change == core::MediaChange::stalled);
}

bool is_error(const core::Notice& notice) {
    const auto* const problem = std::get_if<core::Problem>(&notice);
    return problem != nullptr && problem->severity == core::Severity::error;
}

core::Problem flight_warning(std::string text, std::string hint) {
    return {core::Severity::warning, {base::ExitCode::ok, std::move(text), std::move(hint), {}}};
}

/// The packets of one direction, and what becomes of them.
struct Track {
    std::string file;
    std::string what;
    std::shared_ptr<media::PacketRing> ring;
};

struct TrackSound {
    std::string ogg;
    report::FlightFacts::Track facts;
};

TrackSound sound_of(const Track& track, unsigned channels, SteadyClock::time_point now) {
    TrackSound sound;
    sound.facts.file = track.file;
    sound.facts.what = track.what;
    media::OpusAssembly assembly{std::random_device{}(), channels};
    SteadyClock::time_point last;
    for (const auto& packet : track.ring->packets()) {
        if (assembly.add(packet.payload, packet.rtp_timestamp, packet.arrived))
            last = std::max(last, packet.arrived);
    }
    if (assembly.written() == 0)
        return sound;
    assembly.end();
    const auto bytes = assembly.take(true);
    sound.ogg.assign(bytes.begin(), bytes.end());
    sound.facts.seconds = static_cast<double>(assembly.written()) / media::sample_rate;
    sound.facts.ago_seconds = seconds_of(now - last);
    return sound;
}

} // namespace

class FlightRecorder::Impl {
public:
    Impl(const FlightOptions& options, const std::string& session)
        : folder_(options.dir), settings_(options.settings.substr(0, most_setting_bytes)),
          heard_{"heard.opus",
                 "what was heard",
                 std::make_shared<media::PacketRing>(options.length)},
          sent_{"sent.opus", "what was sent", std::make_shared<media::PacketRing>(options.length)},
          json_(session, process_start()), summary_(process_start()) {}

    media::MediaOptions tapped(media::MediaOptions options, bool heard, bool sent) {
        channels_ = options.stereo ? 2 : 1;
        if (options.codec != core::Codec::opus) {
            unkept_ = core::facts_of(options.codec).encoding;
            return options;
        }
        if (heard)
            options.received_packets = heard_.ring;
        if (sent)
            options.sent_packets = sent_.ring;
        return options;
    }

    void add(const report::Hello& hello) {
        hello_ = hello;
        events_.add(json_.line(hello, moment()));
    }

    void add(const core::Notice& notice, const std::string& leg) {
        const auto now = moment();
        summary_.add(notice, now.monotonic);
        const bool is_figure = std::holds_alternative<core::media::Stats>(notice) ||
                               std::holds_alternative<core::media::Levels>(notice);
        (is_figure ? stats_ : events_).add(json_.line(notice, now, leg));
        if (is_figure)
            return;
        went_wrong_ = went_wrong_ || is_outage(notice) || is_error(notice);
        const std::string tail = leg.empty() ? "" : " (" + leg + ")";
        const auto* const state = std::get_if<core::StateChanged>(&notice);
        if (state != nullptr && state->to < core::Phase::leaving)
            phase_ = std::string{core::name_of(state->to)} + tail;
        const auto record = report::record_of(notice);
        if (record && record->level >= report::LogLevel::warning)
            troubles_.add(report::text_line(*record, now.wall) + tail);
    }

    void add_wire(bool outgoing, std::string_view redacted, const std::string& leg) {
        wire_.add(report::wire_line(outgoing, redacted, moment(), process_start(), leg));
    }

    void add_sdp(bool outgoing, std::string_view sdp, const std::string& leg) {
        auto& both = descriptions_[leg];
        auto& text = outgoing ? both.offer : both.answer;
        if (sdp.starts_with("candidate:")) {
            text += janus::redact_sdp("a=" + std::string{sdp});
        } else {
            text = janus::redact_sdp(sdp);
            if (outgoing)
                both.answer.clear(); // that was to another offer
        }
        text.resize(std::min(text.size(), most_sdp_bytes));
    }

    std::vector<core::Notice> end(const core::Ended& ended) {
        if (!is_failure(ended.exit))
            return {};
        const auto now = moment();
        summary_.add(ended, now.monotonic);
        events_.add(json_.line(summary_, now));
        events_.add(json_.line(core::Notice{ended}, now));
        return write(ended.exit);
    }

    std::vector<core::Notice> end(const report::ProbeReport& report) {
        if (!is_failure(report.exit))
            return {};
        const auto now = moment();
        for (const auto& reason : report::reasons_of(report))
            troubles_.add("probe: " + base::harmless(reason, reason.size()));
        events_.add(json_.line(report, now));
        events_.add(json_.line(core::Notice{core::Ended{report.exit}}, now));
        return write(report.exit);
    }

private:
    struct Descriptions {
        std::string offer;
        std::string answer;
    };

    [[nodiscard]] bool is_failure(base::ExitCode exit) const {
        const bool is_users_wish =
                exit == base::ExitCode::interrupted || exit == base::ExitCode::terminated;
        return exit != base::ExitCode::ok && (!is_users_wish || went_wrong_);
    }

    std::vector<core::Notice> write(base::ExitCode exit) {
        const auto now = std::chrono::system_clock::now();
        const auto outcome = folder_.write(
                flight_name(now, hello_.room == base::RoomId{} ? "" : hello_.room.text(), getpid()),
                files(exit, now));
        std::vector<core::Notice> told;
        if (outcome.trouble) {
            told.emplace_back(flight_warning(
                    "The flight recorder could not write everything: " + *outcome.trouble + ".",
                    outcome.path ? "What is there is whole." : ""));
        }
        if (outcome.path)
            told.emplace_back(core::FlightRecorded{*outcome.path});
        return told;
    }

    /// The most telling ones first, in case there is no room for all.
    std::vector<FlightFile> files(base::ExitCode exit, std::chrono::system_clock::time_point now) {
        std::vector<FlightFile> files{{"summary.txt", {}}};
        report::FlightFacts facts;
        const auto add_file = [&](std::string name, std::string content, std::string what) {
            if (content.empty())
                return;
            facts.files.push_back({name, std::move(what)});
            files.push_back({std::move(name), std::move(content)});
        };
        const auto add_lines = [&](const char* name, const LineRing& lines, const char* what) {
            add_file(name,
                     lines.text(),
                     std::string{what} + (lines.left_out() == 0
                                                  ? ""
                                                  : "; " + std::to_string(lines.left_out()) +
                                                            " lines before are left out"));
        };
        add_lines("events.ndjson", events_, "the events, as --events tells them");
        add_lines("wire.ndjson", wire_, "messages to and from the server");
        add_lines("stats.ndjson", stats_, "statistics and levels of each second");
        for (const auto& [leg, both] : descriptions_) {
            const std::string tail = (leg.empty() ? "" : "-" + leg) + ".txt";
            add_file("sdp-offer" + tail, both.offer, "the last session description that we sent");
            add_file("sdp-answer" + tail, both.answer, "the server's answer to it");
        }
        add_file("settings.txt", settings_, "the settings, and where they come from");
        for (const Track* const track : {&heard_, &sent_}) {
            auto sound = sound_of(*track, channels_, SteadyClock::now());
            if (!unkept_.empty())
                sound.facts.why_absent =
                        "packets of " + unkept_ + " are not kept, only those of Opus";
            facts.tracks.push_back(sound.facts);
            if (!sound.ogg.empty())
                files.push_back({track->file, std::move(sound.ogg)});
        }
        complete(facts, exit, now);
        files.front().content = report::flight_text(facts);
        return files;
    }

    void complete(report::FlightFacts& facts,
                  base::ExitCode exit,
                  std::chrono::system_clock::time_point now) const {
        using std::chrono::system_clock;
        facts.hello = hello_;
        facts.began = now - std::chrono::duration_cast<system_clock::duration>(SteadyClock::now() -
                                                                               process_start());
        facts.ended = now;
        facts.exit = exit;
        facts.phase = phase_;
        facts.troubles = troubles_.text();
        facts.versions = version_details() + media::ice_library_version() + kernel_version();
    }

    const FlightFolder folder_;
    const std::string settings_;
    const Track heard_;
    const Track sent_;
    unsigned channels_ = 1;
    /// The codec of the call, if its packets are not kept.
    std::string unkept_;

    report::EventJson json_;
    report::Summary summary_;
    report::Hello hello_;
    std::string phase_;
    bool went_wrong_ = false;
    LineRing events_{most_lines, most_event_bytes};
    LineRing stats_{most_stats_lines, most_stats_bytes};
    LineRing wire_{most_lines, most_wire_bytes};
    LineRing troubles_{most_troubles, most_trouble_bytes};
    std::map<std::string, Descriptions> descriptions_;
};

FlightRecorder::FlightRecorder(const FlightOptions& options, const std::string& session)
    : impl_(options.dir.empty() ? nullptr : std::make_unique<Impl>(options, session)) {}

FlightRecorder::~FlightRecorder() = default;

media::MediaOptions FlightRecorder::tapped(media::MediaOptions options) const {
    return impl_ ? impl_->tapped(std::move(options), true, true) : options;
}

media::MediaOptions FlightRecorder::sent_tapped(media::MediaOptions options) const {
    return impl_ ? impl_->tapped(std::move(options), false, true) : options;
}

media::MediaOptions FlightRecorder::heard_tapped(media::MediaOptions options) const {
    return impl_ ? impl_->tapped(std::move(options), true, false) : options;
}

void FlightRecorder::add(const report::Hello& hello) {
    if (impl_)
        impl_->add(hello);
}

void FlightRecorder::add(const core::Notice& notice, const std::string& leg) {
    if (impl_)
        impl_->add(notice, leg);
}

void FlightRecorder::add_wire(bool outgoing, std::string_view redacted, const std::string& leg) {
    if (impl_)
        impl_->add_wire(outgoing, redacted, leg);
}

void FlightRecorder::add_sdp(bool outgoing, std::string_view sdp, const std::string& leg) {
    if (impl_)
        impl_->add_sdp(outgoing, sdp, leg);
}

template <typename End>
std::vector<core::Notice> FlightRecorder::end_with(const End& end) {
    // What is told from now on comes too late.
    const auto impl = std::exchange(impl_, nullptr);
    if (!impl)
        return {};
    try {
        return impl->end(end);
    } catch (const std::exception& error) {
        return {flight_warning("The flight recorder failed: " + base::harmless(error.what()) + ".",
                               {})};
    }
}

std::vector<core::Notice> FlightRecorder::end(const core::Ended& ended) {
    return end_with(ended);
}

std::vector<core::Notice> FlightRecorder::end(const report::ProbeReport& report) {
    return end_with(report);
}

} // namespace janus_talk::app
