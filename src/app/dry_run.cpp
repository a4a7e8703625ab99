// SPDX-License-Identifier: MIT
#include "app/dry_run.hpp"

#include "app/command_setup.hpp"
#include "app/join_setup.hpp"
#include "base/failure.hpp"
#include "core/command_machine.hpp"
#include "core/conference_machine.hpp"
#include "janus/admin.hpp"
#include "janus/encode.hpp"
#include "janus/redact.hpp"
#include "signaling/url.hpp"

#include <cstdio>
#include <deque>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

constexpr std::uint64_t made_up_handle = 1;
/// The version of Debian 12, which has every request that we know.
constexpr std::uint64_t made_up_version = 1102;

void print_heading(const signaling::Url& url) {
    std::printf("# requests to %s\n", url.shown().c_str());
}

void print_request(const std::string& text) {
    std::printf("%s\n", janus::redact(text).c_str());
}

/// The answer of a server that has nothing against it; none: nothing of interest follows.
std::optional<janus::ServerBody> good_answer(const janus::Request& request) {
    if (const auto* create = std::get_if<janus::CreateSession>(&request))
        return janus::Success{create->id ? create->id->value : 1};
    if (std::holds_alternative<janus::Attach>(request))
        return janus::Success{made_up_handle};
    if (std::holds_alternative<janus::Info>(request)) {
        janus::ServerInfo info;
        info.version = made_up_version;
        return info;
    }
    const auto* const message = std::get_if<janus::Message>(&request);
    if (message == nullptr || message->jsep)
        return std::nullopt;
    if (const auto* create = std::get_if<janus::CreateRoom>(&message->body)) {
        janus::RoomCreated created;
        created.room = create->room.value_or(base::RoomId{1U});
        return janus::PluginEvent{std::move(created), {}, true};
    }
    if (const auto* join = std::get_if<janus::Join>(&message->body)) {
        const auto id = join->id.value_or(base::ParticipantId{1U});
        return janus::PluginEvent{janus::Joined{join->room, id, {}}, {}, false};
    }
    return std::nullopt;
}

std::optional<base::SessionId> session_of(const janus::Request& request) {
    return std::visit(
            [](const auto& one) -> std::optional<base::SessionId> {
                using Kind = std::decay_t<decltype(one)>;
                if constexpr (std::is_same_v<Kind, janus::CreateSession>)
                    return one.id;
                else if constexpr (requires { one.session; })
                    return one.session;
                else
                    return std::nullopt;
            },
            request);
}

std::optional<janus::ServerMessage> good_reply(const janus::Envelope& envelope) {
    auto body = good_answer(envelope.request);
    if (!body)
        return std::nullopt;
    return janus::ServerMessage{
            session_of(envelope.request), envelope.transaction, {}, std::move(*body)};
}

/// Drives the machine of a conference with a server that says yes, and media that are ready.
class JoinRehearsal {
public:
    JoinRehearsal(const JoinOptions& options, const std::vector<signaling::Url>& servers)
        : machine_(make_conference_config(options, servers)),
          credentials_(options.server.credentials) {}

    void run() {
        feed(core::Start{});
        feed(core::SignalingOpened{});
        // Answers come after all requests of one flight.
        while (!events_.empty()) {
            const core::Event event = std::move(events_.front());
            events_.pop_front();
            feed(event);
        }
    }

private:
    void feed(const core::Event& event) {
        for (const auto& action : machine_.handle(event, core::Clock::now())) {
            if (const auto* send = std::get_if<core::SendRequest>(&action))
                on_request(send->envelope);
            if (const auto* start = std::get_if<core::StartMedia>(&action)) {
                epoch_ = start->epoch;
                events_.emplace_back(core::MediaEvent{core::media::OfferReady{epoch_, "v=0\r\n"}});
            }
        }
    }

    void on_request(const janus::Envelope& envelope) {
        print_request(janus::encode(envelope, credentials_));
        if (auto reply = good_reply(envelope))
            events_.emplace_back(core::MessageReceived{std::move(*reply)});
        const auto* const message = std::get_if<janus::Message>(&envelope.request);
        if (message != nullptr && message->jsep) {
            events_.emplace_back(core::MediaEvent{core::media::LocalCandidate{
                    epoch_, 0, "candidate:1 1 UDP 2015363327 192.0.2.1 20000 typ host"}});
            events_.emplace_back(core::MediaEvent{core::media::GatheringComplete{epoch_, true}});
        }
    }

    core::ConferenceMachine machine_;
    janus::Credentials credentials_;
    std::deque<core::Event> events_;
    core::MediaEpoch epoch_{1};
};

/// The same for a command that asks and ends; a question of its own stays without an answer.
class CommandRehearsal {
public:
    CommandRehearsal(const CommandOptions& options, const CommandPlan& plan)
        : machine_(make_command_config(options, plan)), options_(options) {}

    void run() {
        feed(core::Start{});
        feed(core::SignalingOpened{});
        while (!replies_.empty()) {
            core::AnswerReceived answer{std::move(replies_.front()), "{}"};
            replies_.pop_front();
            feed(std::move(answer));
        }
    }

private:
    void feed(const core::CommandEvent& event) {
        for (const auto& action : machine_.handle(event, core::Clock::now())) {
            if (const auto* send = std::get_if<core::SendAdminRequest>(&action))
                print_request(janus::encode(send->envelope, options_.admin_secret));
            const auto* const send = std::get_if<core::SendRequest>(&action);
            if (send == nullptr || asked_)
                continue;
            print_request(janus::encode(send->envelope, options_.server.credentials));
            asked_ = std::holds_alternative<janus::Message>(send->envelope.request);
            auto reply = asked_ ? std::nullopt : good_reply(send->envelope);
            if (reply)
                replies_.push_back(std::move(*reply));
        }
    }

    core::CommandMachine machine_;
    const CommandOptions& options_;
    std::deque<janus::ServerMessage> replies_;
    bool asked_ = false;
};

} // namespace

base::ExitCode print_join_requests(JoinOptions options) {
    const auto servers = check_join_options(options);
    print_heading(servers.front());
    JoinRehearsal{options, servers}.run();
    return base::ExitCode::ok;
}

base::ExitCode print_command_requests(const CommandOptions& options, const CommandPlan& plan) {
    print_heading(server_url(options.server.url));
    CommandRehearsal{options, plan}.run();
    return base::ExitCode::ok;
}

} // namespace janus_talk::app
