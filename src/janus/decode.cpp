// SPDX-License-Identifier: MIT
#include "janus/decode.hpp"

#include "janus/decode_audiobridge.hpp"
#include "janus/envelope_fields.hpp"
#include "janus/fields.hpp"
#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace janus_talk::janus {

namespace {

std::optional<Jsep> decode_jsep(const Fields& message) {
    if (!message.has("jsep"))
        return std::nullopt;
    const Fields fields = message.required_object("jsep");
    const std::string type = fields.required_string("type");
    if (type != "offer" && type != "answer")
        fields.fail("type", "is neither offer nor answer");
    Jsep jsep{.type = type == "offer" ? JsepType::offer : JsepType::answer,
              .sdp = fields.required_string("sdp"),
              .trickle = fields.optional_bool("trickle").value_or(true)};
    if (jsep.sdp.size() > sdp_limit)
        fields.fail("sdp", "is too long");
    return jsep;
}

ServerBody decode_plugin_event(const Fields& message, bool synchronous) {
    const Fields envelope = message.required_object("plugindata");
    const std::string plugin = envelope.optional_string("plugin").value_or(audiobridge_plugin);
    if (plugin != audiobridge_plugin)
        return UnknownMessage{"event of another plug-in"};
    return PluginEvent{decode_audiobridge(envelope.required_object("data")),
                       decode_jsep(message),
                       synchronous};
}

ServerBody decode_event(const Fields& message) {
    return decode_plugin_event(message, false);
}

ServerBody decode_success(const Fields& message) {
    if (message.has("plugindata"))
        return decode_plugin_event(message, true);
    const auto data = message.optional_object("data");
    return Success{data ? data->optional_numeric_id("id") : std::nullopt};
}

ServerBody decode_media(const Fields& message) {
    return Media{.type = message.required_string("type"),
                 .mid = message.optional_string("mid"),
                 .receiving = message.required_bool("receiving"),
                 .seconds = message.optional_unsigned("seconds")};
}

ServerBody decode_slow_link(const Fields& message) {
    // Servers before 0.11 call the figure "nacks".
    const char* lost = message.has("lost") || !message.has("nacks") ? "lost" : "nacks";
    return SlowLink{.media = message.text("media"),
                    .mid = message.optional_string("mid"),
                    .uplink = message.required_bool("uplink"),
                    .lost = message.required_unsigned(lost)};
}

ServerBody decode_hung_up(const Fields& message) {
    return HungUp{message.text("reason")};
}

ServerBody decode_trickle(const Fields& message) {
    const auto value = message.find("candidate");
    // null and the empty string are the older ways to say that no more follow.
    if (!value || value->string() == "")
        return RemoteCandidatesCompleted{};
    const Fields fields = message.required_object("candidate");
    if (fields.flag("completed"))
        return RemoteCandidatesCompleted{};
    Candidate candidate{.candidate = fields.required_string("candidate"),
                        .sdp_mid = fields.optional_string("sdpMid"),
                        .sdp_mline_index = fields.optional_small("sdpMLineIndex")};
    if (candidate.candidate.empty())
        return RemoteCandidatesCompleted{};
    return RemoteCandidate{std::move(candidate)};
}

ServerBody decode_error(const Fields& message) {
    return decode_core_error(message);
}

ServerBody decode_info(const Fields& message) {
    return decode_server_info(message);
}

ServerBody decode_ack(const Fields& /*message*/) {
    return Ack{};
}

ServerBody decode_pong(const Fields& /*message*/) {
    return Pong{};
}

ServerBody decode_webrtc_up(const Fields& /*message*/) {
    return WebrtcUp{};
}

ServerBody decode_detached(const Fields& /*message*/) {
    return Detached{};
}

ServerBody decode_timeout(const Fields& /*message*/) {
    return SessionTimedOut{};
}

struct MessageKind {
    std::string_view name;
    ServerBody (*decode)(const Fields&);
};

constexpr std::array message_kinds{
        MessageKind{"ack", decode_ack},
        MessageKind{"event", decode_event},
        MessageKind{"success", decode_success},
        MessageKind{"error", decode_error},
        MessageKind{"webrtcup", decode_webrtc_up},
        MessageKind{"media", decode_media},
        MessageKind{"slowlink", decode_slow_link},
        MessageKind{"hangup", decode_hung_up},
        MessageKind{"detached", decode_detached},
        MessageKind{"timeout", decode_timeout},
        MessageKind{"trickle", decode_trickle},
        MessageKind{"server_info", decode_info},
        MessageKind{"pong", decode_pong},
};

ServerBody decode_body(const Fields& message) {
    std::string kind = message.required_string("janus");
    const auto* found =
            std::find_if(message_kinds.begin(),
                         message_kinds.end(),
                         [&](const MessageKind& candidate) { return candidate.name == kind; });
    if (found != message_kinds.end())
        return found->decode(message);
    return UnknownMessage{std::move(kind)};
}

template <typename Id>
std::optional<Id> numeric_id(const Fields& message, std::string_view name) {
    const auto number = message.optional_numeric_id(name);
    if (!number)
        return std::nullopt;
    return Id{*number};
}

} // namespace

std::variant<ServerMessage, DecodeFailure> decode(std::string_view text) {
    std::optional<base::TransactionId> transaction;
    auto decoded = decode_object(text, json::Limits{}, [&](const Fields& message) {
        transaction = message.optional_string("transaction");
        return ServerMessage{.session = numeric_id<base::SessionId>(message, "session_id"),
                             .transaction = transaction_of(message),
                             .sender = numeric_id<base::HandleId>(message, "sender"),
                             .body = decode_body(message),
                             .is_cut = false};
    });
    if (auto* failure = std::get_if<DecodeFailure>(&decoded))
        failure->transaction = std::move(transaction);
    return decoded;
}

} // namespace janus_talk::janus
