// SPDX-License-Identifier: MIT
#include "app/doctor_inquiry.hpp"

#include "app/command_options.hpp"
#include "app/command_setup.hpp"
#include "app/event_pump.hpp"
#include "app/join_setup.hpp"
#include "core/ports.hpp"
#include "janus/decode.hpp"
#include "janus/encode.hpp"
#include "janus/payload.hpp"
#include "janus/redact.hpp"
#include "json/document.hpp"
#include "loop/timer.hpp"
#include "signaling/lws_context.hpp"
#include "signaling/websocket.hpp"

#include <string>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

constexpr const char* doctor_plugin = "janus.plugin.audiobridge";

core::CommandConfig inquiry_config(const DoctorOptions& options, core::Question question) {
    CommandOptions asked;
    asked.server = options.join.server;
    CommandPlan plan;
    plan.doing = "ask the server";
    plan.questions = {std::move(question)};
    return make_command_config(asked, plan);
}

/// One connection with one question: who the server is needs no session, the plug-in's answer one.
class DoctorInquiry : public core::SignalingObserver {
public:
    DoctorInquiry(const InquiryGround& ground,
                  const DoctorOptions& options,
                  const signaling::Url& url,
                  core::Question question,
                  core::ServerEvidence& evidence)
        : loop_(ground.loop), log_(ground.log), credentials_(options.join.server.credentials),
          evidence_(evidence), times_(ground.times),
          asks_info_(std::holds_alternative<janus::Info>(question)),
          machine_(inquiry_config(options, std::move(question))),
          timer_(loop_, [this] { deliver(core::Tick{}); }),
          lws_(loop_, log_.lws_options(url.secure)),
          socket_(lws_, make_websocket_options(options.join.server, url), *this),
          listening_(ground.interruption, [this](base::ExitCode exit, const char* signal) {
              deliver(core::LeaveRequested{exit, exit, signal});
          }) {}

    void run() {
        deliver(core::Start{});
        if (!stopped_)
            loop_.run();
    }

    void on_signaling_open() override {
        evidence_.opened = true;
        times_.try_emplace(
                core::Layer::websocket,
                std::chrono::ceil<std::chrono::milliseconds>(core::Clock::now() - start_));
        deliver(core::SignalingOpened{});
    }

    void on_signaling_text(std::string_view text) override {
        if (log_.wants_wire())
            log_.add_wire(false, janus::redact(text));
        auto decoded = janus::decode(text);
        if (auto* failure = std::get_if<janus::DecodeFailure>(&decoded))
            return deliver(core::MessageUnreadable{std::move(*failure)});
        deliver(core::AnswerReceived{std::get<0>(std::move(decoded)), janus::payload_of(text)});
    }

    /// A list of rooms that is too long is an answer all the same.
    void on_signaling_cut(std::string_view /*head*/) override {
        evidence_.attached = !asks_info_;
        deliver(core::LeaveRequested{base::ExitCode::ok, base::ExitCode::ok, "a long answer"});
    }

    void on_signaling_closed(const base::Failure& failure) override {
        deliver(core::SignalingClosed{failure});
    }

private:
    void deliver(core::CommandEvent event) {
        pump_.deliver(
                std::move(event), machine_, timer_, [this](const auto& a) { this->perform(a); });
    }

    void perform(const core::OpenSignaling&) { socket_.open(); }

    void perform(const core::SendRequest& action) {
        const std::string text = janus::encode(action.envelope, credentials_);
        if (log_.wants_wire())
            log_.add_wire(true, janus::redact(text));
        socket_.send(text);
    }

    void perform(const core::SendAdminRequest&) {}

    void perform(const core::CloseSignaling&) { socket_.close(); }

    void perform(const core::ReportFailure& action) { evidence_.failure = action.failure; }

    void perform(const core::Stop&) {
        stopped_ = true;
        loop_.quit();
    }

    void perform(const core::DeliverReply& action) {
        const auto took = std::chrono::ceil<std::chrono::milliseconds>(action.reply.round_trip);
        const auto parsed = json::parse(action.reply.payload);
        const auto* document = std::get_if<json::Document>(&parsed);
        if (document == nullptr)
            return;
        if (asks_info_) {
            times_[core::Layer::janus] = took;
            note_info(document->root());
        } else {
            times_[core::Layer::audiobridge] = took;
            evidence_.attached = true;
            if (const auto exists = document->root().member("exists"))
                evidence_.room_exists = exists->boolean();
        }
    }

    void note_info(const json::Value& info) {
        const auto text = [](const std::optional<json::Value>& value) {
            return value ? std::string{value->string().value_or("")} : std::string{};
        };
        evidence_.name = text(info.member("name"));
        evidence_.version = text(info.member("version_string"));
        evidence_.answered = !evidence_.version.empty();
        const auto plugins = info.member("plugins");
        evidence_.lists_plugins = plugins.has_value();
        if (!plugins)
            return;
        if (const auto audiobridge = plugins->member(doctor_plugin)) {
            evidence_.audiobridge = text(audiobridge->member("version_string"));
            if (evidence_.audiobridge.empty())
                evidence_.audiobridge = "of an unknown version";
        }
    }

    loop::MainLoop& loop_;
    Log& log_;
    const janus::Credentials credentials_;
    core::ServerEvidence& evidence_;
    LayerTimes& times_;
    const bool asks_info_;
    const core::TimePoint start_ = core::Clock::now();
    core::CommandMachine machine_;
    loop::Timer timer_;
    signaling::LwsContext lws_;
    signaling::WebSocket socket_;
    EventPump<core::CommandMachine, core::CommandEvent> pump_;
    bool stopped_ = false;
    const Interruption::Listening listening_;
};

} // namespace

core::ServerEvidence
ask_server(const InquiryGround& ground, const DoctorOptions& options, const signaling::Url& url) {
    core::ServerEvidence evidence;
    if (options.has_room)
        evidence.room = options.join.room.text();
    DoctorInquiry{ground, options, url, janus::Info{}, evidence}.run();
    const bool has_plugin = !evidence.lists_plugins || !evidence.audiobridge.empty();
    if (!evidence.answered || evidence.failure || !has_plugin || ground.interruption.exit())
        return evidence;
    core::Question question = janus::AudioBridgeRequest{janus::ListRooms{}};
    if (options.has_room)
        question = janus::AudioBridgeRequest{janus::RoomExists{options.join.room}};
    DoctorInquiry{ground, options, url, std::move(question), evidence}.run();
    return evidence;
}

} // namespace janus_talk::app
