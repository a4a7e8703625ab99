// SPDX-License-Identifier: MIT
#pragma once

#include "core/command_machine.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace janus_talk::core::test {

using base::ExitCode;

inline constexpr std::uint64_t chosen_session = 4711;
inline constexpr std::uint64_t given_handle = 22;
inline const base::RoomId room{std::uint64_t{1234}};

/// A machine under a virtual clock; keeps every action.
class CommandBench {
public:
    explicit CommandBench(std::vector<Question> questions)
        : CommandBench(config_for(std::move(questions))) {}

    explicit CommandBench(CommandConfig config) : machine_(std::move(config)) { feed(Start{}); }

    static CommandConfig config_for(std::vector<Question> questions) {
        CommandConfig config;
        config.questions = std::move(questions);
        config.doing = "do it";
        config.next_transaction = [n = 0]() mutable { return "t" + std::to_string(++n); };
        config.next_session_id = [n = chosen_session]() mutable { return n++; };
        return config;
    }

    void feed(const CommandEvent& event) {
        for (auto& action : machine_.handle(event, now_)) {
            if (auto* sent = std::get_if<SendRequest>(&action))
                sent_.push_back(sent->envelope);
            if (auto* sent = std::get_if<SendAdminRequest>(&action))
                admin_.push_back(sent->envelope);
            if (auto* reply = std::get_if<DeliverReply>(&action))
                replies_.push_back(reply->reply);
            if (auto* failed = std::get_if<ReportFailure>(&action))
                failures_.push_back(failed->failure);
            if (auto* stop = std::get_if<Stop>(&action))
                stops_.push_back(stop->exit);
            closes_ += std::holds_alternative<CloseSignaling>(action) ? 1U : 0U;
        }
    }

    void answer(janus::ServerBody body,
                std::optional<std::string> transaction,
                std::string payload = "{}") {
        janus::ServerMessage message;
        message.transaction = std::move(transaction);
        message.body = std::move(body);
        feed(AnswerReceived{std::move(message), std::move(payload)});
    }

    void answer_admin(janus::AdminBody body, std::string payload = "{}") {
        feed(AnswerReceived{janus::AdminMessage{admin_.back().transaction, std::move(body)},
                            std::move(payload)});
    }

    template <typename T>
    std::string transaction_of() const {
        for (auto envelope = sent_.rbegin(); envelope != sent_.rend(); ++envelope) {
            if (std::holds_alternative<T>(envelope->request))
                return envelope->transaction;
        }
        return "none";
    }

    template <typename T>
    std::size_t count() const {
        std::size_t number = 0;
        for (const auto& envelope : sent_)
            number += std::holds_alternative<T>(envelope.request) ? 1U : 0U;
        return number;
    }

    /// As far as the plug-in question.
    void attach() {
        feed(SignalingOpened{});
        answer(janus::Success{chosen_session}, transaction_of<janus::CreateSession>());
        answer(janus::Success{given_handle}, transaction_of<janus::Attach>());
    }

    void plugin(janus::AudioBridgeEvent event, std::string payload = "{}") {
        answer(janus::PluginEvent{std::move(event), {}, true},
               transaction_of<janus::Message>(),
               std::move(payload));
    }

    void tick_at_deadline() {
        now_ = machine_.deadline().value();
        feed(Tick{});
    }

    void closed() { feed(SignalingClosed{}); }

    CommandMachine machine_;
    TimePoint now_{};
    std::vector<janus::Envelope> sent_;
    std::vector<janus::AdminEnvelope> admin_;
    std::vector<Reply> replies_;
    std::vector<base::Failure> failures_;
    std::vector<ExitCode> stops_;
    unsigned closes_ = 0;
};

} // namespace janus_talk::core::test
