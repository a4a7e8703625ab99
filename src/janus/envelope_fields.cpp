// SPDX-License-Identifier: MIT
#include "janus/envelope_fields.hpp"

#include <utility>

namespace janus_talk::janus {

CoreError decode_core_error(const Fields& message) {
    const Fields error = message.required_object("error");
    return {{.layer = base::JanusLayer::core,
             .code = error.required_int("code"),
             .text = without_numbers(error.text("reason"))}};
}

ServerInfo decode_server_info(const Fields& message) {
    ServerInfo info;
    info.name = message.text("name");
    info.version = message.count("version");
    info.version_string = message.text("version_string");
    info.accepting_new_sessions = message.optional_bool("accepting-new-sessions").value_or(true);
    info.session_timeout =
            message.optional_unsigned("session-timeout").value_or(info.session_timeout);
    info.reclaim_session_timeout = message.count("reclaim-session-timeout");
    info.api_secret = message.flag("api_secret");
    info.auth_token = message.flag("auth_token");
    info.full_trickle = message.flag("full-trickle");
    if (const auto plugins = message.find("plugins")) {
        for (const json::Value plugin : plugins->members()) {
            const auto version = plugin.member("version_string");
            const auto text = version ? version->string() : std::nullopt;
            info.plugins.emplace(plugin.name(), text.value_or(std::string_view{}));
        }
    }
    return info;
}

std::optional<base::TransactionId> transaction_of(const Fields& message) {
    if (!message.has("transaction"))
        return std::nullopt;
    return message.required_string("transaction");
}

DecodeFailure describe(const json::ParseFailure& failure) {
    return {failure.text + " (byte " + std::to_string(failure.offset) + ")"};
}

std::string without_numbers(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        if (!digit) {
            shown += c;
        } else if (shown.empty() || shown.back() != '#') {
            shown += '#';
        }
    }
    return shown;
}

} // namespace janus_talk::janus
