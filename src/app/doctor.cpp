// SPDX-License-Identifier: MIT
#include "app/doctor.hpp"

#include "app/blocking_steps.hpp"
#include "app/doctor_call.hpp"
#include "app/interruption.hpp"
#include "app/join_setup.hpp"
#include "app/log.hpp"
#include "app/process.hpp"
#include "loop/line_writer.hpp"
#include "loop/resolver.hpp"
#include "loop/timer.hpp"
#include "media/device_list.hpp"
#include "media/media_session.hpp"
#include "media/stun_probe.hpp"
#include "report/command_result.hpp"
#include "report/doctor_text.hpp"
#include "report/event_text.hpp"
#include "signaling/probe.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

using core::Finding;
using core::Layer;
using core::Outcome;
using namespace std::chrono_literals;

/// For one address, or one STUN server. What takes longer than that is of no use for talking.
constexpr std::chrono::milliseconds probe_limit = 5s;
constexpr std::chrono::milliseconds stun_limit = 3s;

constexpr const char* not_reached = "not reached";

class Doctor {
public:
    explicit Doctor(DoctorOptions options)
        : options_(std::move(options)), log_(options_.join.report,
                                             {[this](const std::string& line) { err_.write(line); },
                                              [this](const base::Failure& failure) {
                                                  err_.write_text(report::failure_text(failure));
                                              }}) {}

    base::ExitCode run() {
        if (prepare_media() && configure() && reach_server() && ask())
            examine_media();
        if (!is_interrupted())
            look_at_devices();
        // Not in an else: it may be interrupted there.
        if (is_interrupted())
            tell_what_was_seen();
        look_at_plugins();
        return conclude();
    }

    /// A thread hangs that uses what would be destroyed.
    [[nodiscard]] bool must_not_unwind() const {
        return sound_hangs_ || steps_.has_left_one_behind() ||
               media::MediaSession::teardown_is_blocked();
    }

private:
    [[nodiscard]] bool is_interrupted() const { return interruption_->exit().has_value(); }

    base::ExitCode conclude() {
        const auto interrupted = interruption_->exit();
        if (options_.join.report.json)
            out_.write(report::doctor_json(findings_, interrupted));
        else
            out_.write_text(report::doctor_summary(findings_, interrupted));
        // A pager may take its time; a signal then ends the waiting.
        if (!out_.is_idle())
            interruption_.reset();
        out_.flush();
        err_.flush(500ms);
        if (interrupted)
            return *interrupted;
        const Finding* const failure = report::first_failure(findings_);
        if (failure != nullptr)
            return failure->exit;
        return out_.is_closed() ? base::ExitCode::device : base::ExitCode::ok;
    }

    /// Each layer once, in their order: those that are left out were not reached.
    void tell(Finding finding) {
        skip_up_to(finding.layer);
        if (const auto time = times_.find(finding.layer);
            time != times_.end() && finding.outcome != Outcome::skipped)
            finding.took = time->second;
        next_ = static_cast<int>(finding.layer) + 1;
        show(std::move(finding));
    }

    void skip_up_to(Layer layer) {
        for (; next_ < static_cast<int>(layer); ++next_)
            show(core::skipped(static_cast<Layer>(next_), not_reached));
    }

    void show(Finding finding) {
        if (!options_.join.report.json)
            out_.write_text(report::doctor_line(finding));
        findings_.push_back(std::move(finding));
    }

    /// @return false when it failed
    bool tell_and_go_on(Finding finding) {
        const bool failed = finding.outcome == Outcome::failed;
        tell(std::move(finding));
        return !failed;
    }

    /// On a thread beside the loop. @return nothing when it was interrupted
    template <typename Work>
    auto timed_step(Layer layer, Work work) {
        return timed(layer, [&] { return steps_.run(std::move(work)); });
    }

    template <typename Work>
    auto timed(Layer layer, Work work) {
        const auto start = core::Clock::now();
        auto result = work();
        times_[layer] = std::chrono::ceil<std::chrono::milliseconds>(core::Clock::now() - start);
        return result;
    }

    /// First of all, for connecting wants it; told last.
    bool prepare_media() {
        try {
            auto runtime = timed_step(Layer::plugins,
                                      [] { return std::make_unique<media::GstRuntime>(); });
            if (runtime)
                runtime_ = std::move(*runtime);
        } catch (const base::Error& error) {
            media_failure_ = error.failure();
        }
        return !is_interrupted();
    }

    bool configure() {
        try {
            require_resources(Load::conference);
            url_ = check_join_options(options_.join).front();
            socket_ = make_websocket_options(options_.join.server, *url_);
        } catch (const base::Error& error) {
            return tell_and_go_on(core::broken(Layer::configuration, error.failure()));
        }
        std::string fact = url_->shown();
        if (options_.has_room)
            fact += ", room " + options_.join.room.text() + ", as " + options_.join.display;
        if (socket_.proxy)
            fact += ", through the proxy " + socket_.proxy->authority();
        for (const auto& warning :
             server_warnings(options_.join.server, options_.join.exposed_secrets, *url_)) {
            const auto& report = options_.join.report;
            const auto text = report::text_of(warning, {report.verbosity, false});
            if (text && !report.stderr_is_json())
                err_.write(*text);
            log_.add(warning, text.has_value());
        }
        tell(core::fine(Layer::configuration, fact));
        return true;
    }

    bool reach_server() {
        const std::string host = socket_.proxy ? socket_.proxy->host : url_->host;
        const std::uint16_t port = socket_.proxy ? socket_.proxy->port : url_->port;
        const auto name = timed(Layer::dns, [&] { return look_up(host); });
        if (is_interrupted() || !tell_and_go_on(core::judge_name(name)))
            return false;
        std::vector<core::TcpEvidence> tries;
        std::string reached;
        timed(Layer::tcp, [&] {
            for (const auto& address : name.addresses) {
                auto seen = steps_.run(
                        [=] { return signaling::probe_tcp(address, port, probe_limit); });
                if (!seen)
                    break;
                if (reached.empty() && seen->end == core::TcpEvidence::End::connected)
                    reached = address;
                tries.push_back(std::move(*seen));
            }
            return 0;
        });
        // Of the others it is not known.
        if (is_interrupted() && reached.empty())
            return false;
        return tell_and_go_on(core::judge_tcp(tries)) && !is_interrupted() && secure(reached);
    }

    bool secure(const std::string& address) {
        if (!url_->secure) {
            tell(core::skipped(Layer::tls, "ws:// has none"));
            return true;
        }
        if (socket_.proxy) {
            tell(core::skipped(Layer::tls, "behind the proxy; the WebSocket needs it"));
            return true;
        }
        try {
            const auto& server = options_.join.server;
            const signaling::TlsProbe probe{.url = *url_,
                                            .address = address,
                                            .ca_file = server.ca_file,
                                            .client_cert = server.client_cert,
                                            .client_key = server.client_key,
                                            .limit = probe_limit};
            auto tls = timed_step(Layer::tls, [probe] { return signaling::probe_tls(probe); });
            if (!tls)
                return false;
            tls->insecure = server.insecure;
            return tell_and_go_on(core::judge_tls(*tls));
        } catch (const base::Error& error) {
            return tell_and_go_on(core::broken(Layer::tls, error.failure()));
        }
    }

    core::NameEvidence look_up(const std::string& host) {
        core::NameEvidence evidence;
        evidence.host = host;
        evidence.is_proxy = socket_.proxy.has_value();
        loop::Resolver resolver{loop_};
        loop::Timer limit{loop_, [&] {
                              evidence.failure = base::Failure{base::ExitCode::unreachable,
                                                               "no name server answered",
                                                               {},
                                                               {}};
                              loop_.quit();
                          }};
        limit.arm_at(core::Clock::now() + options_.join.server.timeout);
        resolver.resolve(host, [&](const loop::Resolver::Answer& answer) {
            if (const auto* failure = std::get_if<base::Failure>(&answer))
                evidence.failure = *failure;
            else
                evidence.addresses = std::get<loop::Addresses>(answer);
            loop_.quit();
        });
        loop_.run();
        return evidence;
    }

    bool ask() {
        server_ = ask_server({loop_, *interruption_, times_, log_}, options_, *url_);
        if (is_interrupted() || !tell_and_go_on(core::judge_websocket(server_)) ||
            !tell_and_go_on(core::judge_janus(server_)) ||
            !tell_and_go_on(core::judge_audiobridge(server_)))
            return false;
        const bool may_join = options_.has_room && runtime_ && !server_.failure;
        if (may_join && server_.room_exists.value_or(true))
            media_ = try_call(ground(), options_.join, *url_, times_);
        if (is_interrupted())
            return false;
        const core::MediaEvidence* joined = media_ ? &*media_ : nullptr;
        const bool room = tell_and_go_on(core::judge_room(server_, joined));
        const bool allowed = room && tell_and_go_on(core::judge_auth(server_, joined));
        return room && allowed;
    }

    CallGround ground() { return {loop_, mailbox_, *runtime_, log_, *interruption_}; }

    void examine_media() {
        if (!runtime_) {
            for (int layer = next_; layer < static_cast<int>(Layer::devices); ++layer)
                tell(core::skipped(static_cast<Layer>(layer), "GStreamer is not complete"));
            return;
        }
        const auto& media = options_.join.media;
        if (!media_)
            media_ = try_gathering(ground(), options_.join, times_);
        if (media.stun) {
            media_->stun = timed_step(Layer::stun, [uri = *media.stun] {
                return media::probe_stun(uri, stun_limit);
            });
        }
        if (media_->relay_candidates == 0 && !media.turn.empty()) {
            const auto answers = steps_.run(
                    [uri = media.turn.front()] { return media::probe_turn(uri, stun_limit); });
            media_->turn_answers = answers.value_or(std::nullopt);
        }
        if (is_interrupted())
            return;
        tell(core::judge_gathering(*media_));
        tell(core::judge_stun(*media_));
        tell(core::judge_turn(*media_));
        if (!options_.has_room) {
            for (const Layer layer : {Layer::connectivity, Layer::dtls, Layer::rtp})
                tell(core::skipped(layer, "no --room was given"));
            return;
        }
        if (tell_and_go_on(core::judge_connectivity(*media_)) &&
            tell_and_go_on(core::judge_dtls(*media_)))
            tell(core::judge_rtp(*media_));
    }

    void look_at_devices() {
        if (media_failure_) {
            tell(core::skipped(Layer::devices, "GStreamer is not complete"));
            return;
        }
        try {
            const auto found = timed_step(Layer::devices, [] { return media::list_devices(); });
            if (!found)
                return;
            const auto& devices = *found;
            const auto inputs = static_cast<std::size_t>(
                    std::count_if(devices.begin(), devices.end(), [](const auto& device) {
                        return device.direction == core::media::Direction::input &&
                               !device.is_monitor;
                    }));
            const auto outputs = static_cast<std::size_t>(
                    std::count_if(devices.begin(), devices.end(), [](const auto& device) {
                        return device.direction == core::media::Direction::output;
                    }));
            tell(core::judge_devices(inputs, outputs));
        } catch (const base::Error& error) {
            sound_hangs_ = true;
            tell(core::broken(Layer::devices, error.failure(), "the sound server hangs"));
        }
    }

    void look_at_plugins() {
        if (media_failure_)
            tell(core::broken(Layer::plugins, *media_failure_));
        else if (runtime_)
            tell(core::fine(Layer::plugins, "GStreamer has all that is needed"));
        else
            tell(core::skipped(Layer::plugins, not_reached));
    }

    /// A signal came before its layer could be judged.
    void tell_what_was_seen() {
        if (report::first_failure(findings_) != nullptr)
            return;
        const auto tell_if = [this](bool seen, Finding finding) {
            if (seen && static_cast<int>(finding.layer) >= next_)
                tell(std::move(finding));
        };
        tell_if(server_.opened, core::judge_websocket(server_));
        tell_if(server_.answered, core::judge_janus(server_));
        if (!media_)
            return;
        tell_if(media_->joined, core::judge_room(server_, &*media_));
        tell_if(media_->joined, core::judge_auth(server_, &*media_));
        tell_if(media_->gathered, core::judge_gathering(*media_));
        tell_if(media_->stun.has_value(), core::judge_stun(*media_));
        tell_if(media_->ice_connected, core::judge_connectivity(*media_));
        tell_if(media_->verified, core::judge_dtls(*media_));
    }

    DoctorOptions options_;
    loop::MainLoop loop_;
    loop::Mailbox mailbox_{loop_};
    loop::LineWriter out_{loop_, STDOUT_FILENO, [] {}};
    loop::LineWriter err_{loop_, STDERR_FILENO, [] {}};
    Log log_;
    /// Until there is nothing left to tell.
    std::optional<Interruption> interruption_{std::in_place, loop_};
    BlockingSteps steps_{loop_, *interruption_};
    std::vector<Finding> findings_;
    int next_ = 0;
    LayerTimes times_;
    std::unique_ptr<media::GstRuntime> runtime_;
    std::optional<base::Failure> media_failure_;
    bool sound_hangs_ = false;
    std::optional<signaling::Url> url_;
    signaling::WebSocketOptions socket_;
    core::ServerEvidence server_;
    std::optional<core::MediaEvidence> media_;
};

} // namespace

base::ExitCode run_doctor(DoctorOptions options) {
    media::GstRuntime::clean_environment();
    Doctor doctor{std::move(options)};
    const base::ExitCode exit = doctor.run();
    if (doctor.must_not_unwind())
        _exit(static_cast<int>(exit));
    return exit;
}

} // namespace janus_talk::app
