// SPDX-License-Identifier: MIT
#include "app/doctor.hpp"

#include "app/doctor_call.hpp"
#include "app/join_setup.hpp"
#include "app/log.hpp"
#include "app/process.hpp"
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
#include <cstdio>
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

constexpr const char* after_failure = "not reached";

class Doctor {
public:
    explicit Doctor(DoctorOptions options)
        : options_(std::move(options)),
          log_(options_.join.report,
               {[](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); },
                [](const base::Failure& failure) {
                    std::fprintf(stderr, "%s", report::failure_text(failure).c_str());
                }}) {}

    base::ExitCode run() {
        prepare_media();
        if (configure() && reach_server() && ask())
            examine_media();
        skip_up_to(Layer::devices);
        if (interrupted_) {
            skip_up_to(Layer::plugins);
            show(core::skipped(Layer::plugins, after_failure));
        } else {
            look_at_devices();
        }
        if (options_.join.report.json)
            std::printf("%s\n", report::doctor_json(findings_).c_str());
        else
            std::printf("%s", report::doctor_summary(findings_).c_str());
        const Finding* failure = report::first_failure(findings_);
        if (interrupted_)
            return *interrupted_;
        return failure == nullptr ? base::ExitCode::ok : failure->exit;
    }

private:
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
            show(core::skipped(static_cast<Layer>(next_), after_failure));
    }

    void show(Finding finding) {
        if (!options_.join.report.json) {
            std::printf("%s", report::doctor_line(finding).c_str());
            std::fflush(stdout);
        }
        findings_.push_back(std::move(finding));
    }

    /// @return false when it failed
    bool tell_and_go_on(Finding finding) {
        const bool failed = finding.outcome == Outcome::failed;
        tell(std::move(finding));
        return !failed;
    }

    template <typename Work>
    auto timed(Layer layer, Work work) {
        const auto start = core::Clock::now();
        auto result = work();
        times_[layer] = std::chrono::ceil<std::chrono::milliseconds>(core::Clock::now() - start);
        return result;
    }

    /// First of all, for it changes the environment; told last.
    void prepare_media() {
        const auto start = core::Clock::now();
        try {
            runtime_ = std::make_unique<media::GstRuntime>();
        } catch (const base::Error& error) {
            media_failure_ = error.failure();
        }
        times_[Layer::plugins] =
                std::chrono::ceil<std::chrono::milliseconds>(core::Clock::now() - start);
        loop_ = std::make_unique<loop::MainLoop>();
        mailbox_ = std::make_unique<loop::Mailbox>(*loop_);
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
                std::fprintf(stderr, "%s\n", text->c_str());
            log_.add(warning, text.has_value());
        }
        tell(core::fine(Layer::configuration, fact));
        return true;
    }

    bool reach_server() {
        const std::string host = socket_.proxy ? socket_.proxy->host : url_->host;
        const std::uint16_t port = socket_.proxy ? socket_.proxy->port : url_->port;
        const auto name = timed(Layer::dns, [&] { return look_up(host); });
        if (!tell_and_go_on(core::judge_name(name)))
            return false;
        std::vector<core::TcpEvidence> tries;
        std::string reached;
        timed(Layer::tcp, [&] {
            for (const auto& address : name.addresses) {
                tries.push_back(signaling::probe_tcp(address, port, probe_limit));
                if (reached.empty() && tries.back().end == core::TcpEvidence::End::connected)
                    reached = address;
            }
            return 0;
        });
        return tell_and_go_on(core::judge_tcp(tries)) && secure(reached);
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
            auto tls = timed(Layer::tls, [&] {
                return signaling::probe_tls({.url = *url_,
                                             .address = address,
                                             .ca_file = server.ca_file,
                                             .client_cert = server.client_cert,
                                             .client_key = server.client_key,
                                             .limit = probe_limit});
            });
            tls.insecure = server.insecure;
            return tell_and_go_on(core::judge_tls(tls));
        } catch (const base::Error& error) {
            return tell_and_go_on(core::broken(Layer::tls, error.failure()));
        }
    }

    core::NameEvidence look_up(const std::string& host) {
        core::NameEvidence evidence;
        evidence.host = host;
        evidence.is_proxy = socket_.proxy.has_value();
        loop::Resolver resolver{*loop_};
        loop::Timer limit{*loop_, [&] {
                              evidence.failure = base::Failure{base::ExitCode::unreachable,
                                                               "no name server answered",
                                                               {},
                                                               {}};
                              loop_->quit();
                          }};
        limit.arm_at(core::Clock::now() + options_.join.server.timeout);
        resolver.resolve(host, [&](const loop::Resolver::Answer& answer) {
            if (const auto* failure = std::get_if<base::Failure>(&answer))
                evidence.failure = *failure;
            else
                evidence.addresses = std::get<loop::Addresses>(answer);
            loop_->quit();
        });
        loop_->run();
        return evidence;
    }

    bool ask() {
        server_ = ask_server(*loop_, options_, *url_, times_, log_);
        if (!tell_and_go_on(core::judge_websocket(server_)) ||
            !tell_and_go_on(core::judge_janus(server_)) ||
            !tell_and_go_on(core::judge_audiobridge(server_)))
            return false;
        const bool may_join = options_.has_room && runtime_ && !server_.failure;
        if (may_join && server_.room_exists.value_or(true))
            media_ = try_call(ground(), options_.join, *url_, times_);
        if (interrupted_)
            return false;
        const core::MediaEvidence* joined = media_ ? &*media_ : nullptr;
        const bool room = tell_and_go_on(core::judge_room(server_, joined));
        const bool allowed = room && tell_and_go_on(core::judge_auth(server_, joined));
        return room && allowed;
    }

    CallGround ground() { return {*loop_, *mailbox_, *runtime_, log_, interrupted_}; }

    void examine_media() {
        if (!runtime_) {
            for (int layer = next_; layer < static_cast<int>(Layer::devices); ++layer)
                tell(core::skipped(static_cast<Layer>(layer), "GStreamer is not complete"));
            return;
        }
        const auto& media = options_.join.media;
        if (!media_)
            media_ = try_gathering(ground(), options_.join, times_);
        if (media.stun)
            media_->stun = timed(Layer::stun, [&] { return media::probe_stun(media, stun_limit); });
        if (media_->relay_candidates == 0)
            media_->turn_answers = media::probe_turn(media, stun_limit);
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
            tell(core::broken(Layer::plugins, *media_failure_));
            return;
        }
        try {
            const auto devices = timed(Layer::devices, [] { return media::list_devices(); });
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
            tell(core::broken(Layer::devices, error.failure(), "the sound server hangs"));
        }
        tell(core::fine(Layer::plugins, "GStreamer has all that is needed"));
    }

    DoctorOptions options_;
    Log log_;
    std::vector<Finding> findings_;
    int next_ = 0;
    LayerTimes times_;
    std::unique_ptr<media::GstRuntime> runtime_;
    std::optional<base::Failure> media_failure_;
    std::unique_ptr<loop::MainLoop> loop_;
    std::unique_ptr<loop::Mailbox> mailbox_;
    std::optional<signaling::Url> url_;
    signaling::WebSocketOptions socket_;
    core::ServerEvidence server_;
    std::optional<core::MediaEvidence> media_;
    std::optional<base::ExitCode> interrupted_;
};

} // namespace

base::ExitCode run_doctor(DoctorOptions options) {
    Doctor doctor{std::move(options)};
    const base::ExitCode exit = doctor.run();
    const bool is_told = std::fflush(stdout) == 0;
    const auto status = is_told || exit != base::ExitCode::ok ? exit : base::ExitCode::device;
    if (media::MediaSession::teardown_is_blocked())
        _exit(static_cast<int>(status));
    return status;
}

} // namespace janus_talk::app
