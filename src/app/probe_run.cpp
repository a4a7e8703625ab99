// SPDX-License-Identifier: MIT
#include "app/probe_run.hpp"

#include "app/command_setup.hpp"
#include "app/join_setup.hpp"
#include "app/random.hpp"
#include "measure/e_model.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::app {

namespace {

using namespace std::chrono_literals;

/// How often what was heard is looked at: as often as there is a marker.
constexpr std::chrono::milliseconds look_interval{200};
/// After both hear: the server's queue fills, and the listener's buffer finds its length.
constexpr std::chrono::milliseconds settle_time{500};
/// From the end of talking to the end of the marker that is just being said.
constexpr std::chrono::milliseconds marker_time{200};

bool is_admin_secure(const ProbeOptions& options) {
    return options.admin && server_url(options.admin->server.url).secure;
}

} // namespace

ProbeRun::ProbeRun(loop::MainLoop& loop,
                   NoticePrinter& printer,
                   Log& log,
                   FlightRecorder& flight,
                   const ProbeOptions& options,
                   const std::vector<signaling::Url>& servers,
                   const ProbeVoice::Copies& copies)
    : loop_(loop), printer_(printer), log_(log), flight_(flight), options_(options),
      mailbox_(loop_),
      lws_(loop_, log.lws_options(is_any_secure(servers) || is_admin_secure(options))),
      voice_(random_session_id(), copies), talker_({loop_, mailbox_, runtime_, lws_},
                                                   "talker",
                                                   talker_options(),
                                                   servers,
                                                   observer("talker")),
      listener_({loop_, mailbox_, runtime_, lws_},
                "listener",
                listener_options(),
                servers,
                observer("listener")),
      timer_(loop_, [this] { on_tick(); }) {
    if (options_.admin)
        watch_server();
}

void ProbeRun::watch_server() {
    ServerWatch::Listener listener;
    listener.on_failure = [this](const base::Failure& failure) {
        const bool has_some = talker_.report().server() && listener_.report().server();
        core::Problem problem{core::Severity::warning, failure};
        problem.failure.text = "The server's own figures are " +
                               std::string(has_some ? "incomplete: " : "missing: ") + failure.text;
        const core::Notice notice{std::move(problem)};
        log_.add(notice, printer_.print(notice));
        flight_.add(notice);
    };
    // Not for the flight recorder, where they would soon be all that there is.
    if (log_.wants_wire())
        listener.on_wire = [this](bool outgoing, std::string_view text) {
            log_.add_wire(outgoing, text);
        };
    server_.emplace(loop_,
                    lws_,
                    *options_.admin,
                    server_url(options_.admin->server.url),
                    std::move(listener));
}

JoinOptions ProbeRun::talker_options() const {
    JoinOptions talker = options_.join;
    talker.display += "-talker";
    talker.settings.display = talker.display;
    talker.media.source = voice_.mouth();
    // What the room says to the talker is counted only.
    talker.media.decode = false;
    talker.media = flight_.sent_tapped(talker.media);
    return talker;
}

JoinOptions ProbeRun::listener_options() const {
    JoinOptions listener = options_.join;
    listener.display += "-listener";
    listener.settings.display = listener.display;
    listener.task = Task::listen;
    listener.adapt.prebuffer = false;
    listener.settings.prebuffer.reset();
    listener.media.listen_only = true;
    listener.media.sink = voice_.ear();
    listener.media = flight_.heard_tapped(listener.media);
    return listener;
}

ProbeLeg::Listener ProbeRun::observer(const std::string& name) {
    ProbeLeg::Listener observer{
            [this](ProbeLeg& leg, const core::Notice& notice) { on_notice(leg, notice); },
            [this](ProbeLeg&) { on_stop(); },
            {},
            {}};
    if (log_.wants_wire() || flight_.is_on()) {
        observer.on_wire = [this, name](bool outgoing, std::string_view text) {
            log_.add_wire(outgoing, text);
            flight_.add_wire(outgoing, text, name);
        };
    }
    if (flight_.is_on()) {
        observer.on_sdp = [this, name](bool outgoing, std::string_view sdp) {
            flight_.add_sdp(outgoing, sdp, name);
        };
    }
    return observer;
}

report::ProbeReport ProbeRun::run() {
    talker_.start();
    listener_.start();
    timer_.arm_at(Clock::now() + look_interval);
    if (!talker_.stop() || !listener_.stop())
        loop_.run();
    voice_.finish();
    report::ProbeReport report;
    report.room = options_.join.room;
    report.room_is_made = options_.with_room;
    report.codec = options_.join.media.codec;
    report.talker = talker_.report();
    report.listener = listener_.report();
    report.measures = measures();
    report.verdict = measure::judge(report.measures, options_.limits);
    if (interrupted_) {
        report.verdict.outcome = measure::Outcome::inconclusive;
        report.verdict.reasons = {"It was interrupted."};
    } else {
        report.failure = failure();
    }
    report.exit = exit_of(report);
    return report;
}

void ProbeRun::on_notice(ProbeLeg& leg, const core::Notice& notice) {
    // What the last line says is the end of both.
    if (!std::holds_alternative<core::Ended>(notice)) {
        log_.add(notice, printer_.print(notice, leg.report().name()));
        flight_.add(notice, leg.report().name());
    }
    if (const auto* change = std::get_if<core::StateChanged>(&notice);
        change != nullptr && change->to == core::Phase::leaving && step_ != Step::leaving)
        leave(base::ExitCode::ok, "the other participant has left");
    if (step_ == Step::joining && talker_.report().is_ready() && listener_.report().is_ready())
        enter(Step::settling, settle_time);
}

void ProbeRun::on_stop() {
    leave(base::ExitCode::ok, "the other participant has left");
    if (talker_.stop() && listener_.stop()) {
        timer_.disarm();
        loop_.quit();
    }
}

void ProbeRun::enter(Step step, std::chrono::milliseconds length) {
    step_ = step;
    step_end_ = Clock::now() + length;
}

void ProbeRun::on_tick() {
    timer_.arm_at(Clock::now() + look_interval);
    voice_.advance();
    if (step_ == Step::joining || step_ == Step::leaving || Clock::now() < step_end_)
        return;
    switch (step_) {
    case Step::settling:
        began_to_talk_ = true;
        if (server_)
            server_->start({talker_.watched(), listener_.watched()});
        voice_.mouth()->begin(Clock::now());
        return enter(Step::talking, options_.duration);
    case Step::talking:
        voice_.mouth()->end(Clock::now());
        if (server_)
            server_->finish();
        return enter(Step::listening, tail());
    default:
        return leave(base::ExitCode::ok, "measured");
    }
}

/// Until the last marker must have been heard.
std::chrono::milliseconds ProbeRun::tail() const {
    const auto figures = voice_.meter().figures();
    const auto longest = measure::VoiceMeter::longest_delay + 2 * marker_time;
    if (figures.found == 0)
        return longest;
    const std::chrono::milliseconds slowest{static_cast<int>(figures.delay_ms.max)};
    return std::min<std::chrono::milliseconds>(longest, slowest + 500ms + marker_time);
}

void ProbeRun::interrupt(base::ExitCode exit, const char* cause) {
    if (step_ != Step::leaving)
        interrupted_ = exit;
    step_ = Step::leaving;
    deadline_.set_exit(exit);
    deadline_.arm(last_resort);
    if (server_)
        server_->stop();
    talker_.leave(exit, cause);
    listener_.leave(exit, cause);
}

void ProbeRun::leave(base::ExitCode exit, const char* cause) {
    if (std::exchange(step_, Step::leaving) == Step::leaving)
        return;
    deadline_.arm(last_resort);
    if (server_)
        server_->stop();
    talker_.leave(exit, cause);
    listener_.leave(exit, cause);
}

bool ProbeRun::must_not_unwind() const {
    const auto hangs = [](const ProbeLeg& leg) { return leg.stop() && !leg.stop()->media_closed; };
    return hangs(talker_) || hangs(listener_) || media::MediaSession::teardown_is_blocked();
}

measure::Measures ProbeRun::measures() const {
    measure::Measures measures;
    const auto& talker = talker_.report();
    const auto& listener = listener_.report();
    if (talker.stages().first_audio && listener.stages().first_audio)
        measures.join_ms = std::max(*talker.stages().first_audio, *listener.stages().first_audio);
    if (!began_to_talk_)
        return measures;
    measures.voice = voice_.meter().figures();
    measures.late_pct = voice_.mouth()->figures().late_pct();
    if (const auto losses = report::losses_of_way(talker, listener))
        measures.loss_pct = losses->whole;
    if (measures.voice->found > 0 && measures.loss_pct)
        measures.mos = measure::mos(transmission(*measures.voice, *measures.loss_pct));
    return measures;
}

measure::Transmission ProbeRun::transmission(const measure::VoiceFigures& voice,
                                             double loss_pct) const {
    const auto& media = options_.join.media;
    measure::Transmission call{.delay_ms = voice.delay_ms.p50, .loss_pct = loss_pct};
    call.bitrate = media.bitrate.value_or(static_cast<unsigned>(call.bitrate));
    call.fec = media.expected_loss > 0;
    if (media.codec != core::Codec::opus)
        call.coding = measure::Coding::g711;
    return call;
}

std::optional<base::Failure> ProbeRun::failure() const {
    for (const auto* leg : {&talker_, &listener_}) {
        if (leg->report().failure())
            return leg->report().failure();
        if (leg->stop() && leg->stop()->exit != base::ExitCode::ok) {
            return base::Failure{leg->stop()->exit,
                                 "The " + leg->report().name() + " did not leave in good order.",
                                 {},
                                 {}};
        }
    }
    return std::nullopt;
}

base::ExitCode ProbeRun::exit_of(const report::ProbeReport& report) const {
    if (interrupted_)
        return *interrupted_;
    if (report.failure)
        return report.failure->code;
    if (report.verdict.silent)
        return base::ExitCode::media_lost;
    return report.verdict.outcome == measure::Outcome::pass ? base::ExitCode::ok
                                                            : base::ExitCode::failed;
}

} // namespace janus_talk::app
