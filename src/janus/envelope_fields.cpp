// SPDX-License-Identifier: MIT
#include "janus/envelope_fields.hpp"

#include <utility>

namespace janus_talk::janus {

CoreError decode_core_error(const Fields& message) {
    const Fields error = message.required_object("error");
    return {{.layer = base::JanusLayer::core,
             .code = error.required_int("code"),
             .text = without_numbers(error.optional_string("reason").value_or(std::string{}))}};
}

ServerInfo decode_server_info(const Fields& message) {
    ServerInfo info;
    info.name = message.optional_string("name").value_or(std::string{});
    info.version = message.optional_unsigned("version").value_or(0);
    info.version_string = message.optional_string("version_string").value_or(std::string{});
    info.accepting_new_sessions = message.optional_bool("accepting-new-sessions").value_or(true);
    info.session_timeout =
            message.optional_unsigned("session-timeout").value_or(info.session_timeout);
    info.reclaim_session_timeout = message.optional_unsigned("reclaim-session-timeout").value_or(0);
    info.api_secret = message.optional_bool("api_secret").value_or(false);
    info.auth_token = message.optional_bool("auth_token").value_or(false);
    info.full_trickle = message.optional_bool("full-trickle").value_or(false);
    if (const auto plugins = message.find("plugins")) {
        for (const json::Value plugin : plugins->members()) {
            const auto version = plugin.member("version_string");
            const auto text = version ? version->string() : std::nullopt;
            info.plugins.emplace(plugin.name(), text.value_or(std::string_view{}));
        }
    }
    return info;
}

std::string without_numbers(std::string text) {
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
