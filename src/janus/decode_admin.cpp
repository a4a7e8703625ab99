// SPDX-License-Identifier: MIT
#include "janus/admin.hpp"
#include "janus/decode_audiobridge.hpp"
#include "janus/decode_handle_info.hpp"
#include "janus/envelope_fields.hpp"
#include "janus/fields.hpp"
#include "json/document.hpp"

#include <string>
#include <utility>

namespace janus_talk::janus {

namespace {

/// A busy server has tens of thousands of sessions; they are listed in one message.
constexpr json::Limits admin_limits{.values = 200'000};

std::chrono::seconds seconds_of(const Fields& fields, std::string_view name) {
    return std::chrono::seconds{fields.optional_small(name).value_or(0)};
}

ServerStatus decode_status(const Fields& fields) {
    return {.token_auth = fields.flag("token_auth"),
            .session_timeout = seconds_of(fields, "session_timeout"),
            .reclaim_session_timeout = seconds_of(fields, "reclaim_session_timeout"),
            .candidates_timeout = seconds_of(fields, "candidates_timeout"),
            .log_level = fields.count("log_level"),
            .min_nack_queue =
                    std::chrono::milliseconds{fields.optional_small("min_nack_queue").value_or(0)},
            .no_media_timer = seconds_of(fields, "no_media_timer"),
            .slowlink_threshold = fields.count("slowlink_threshold")};
}

template <typename Id>
std::vector<Id> decode_ids(const Fields& message, std::string_view name) {
    std::vector<Id> ids;
    const auto list = message.find(name);
    if (!list || !list->is_array()) {
        message.fail(name, "is not a list");
        return ids;
    }
    ids.reserve(list->size());
    for (const json::Value element : list->elements()) {
        const auto id = element.unsigned_integer();
        if (!id)
            message.fail(name, "holds something that is no id");
        ids.push_back(Id{id.value_or(0)});
    }
    return ids;
}

/// Every answer says only "success"; which request it belongs to shows in what it brings.
AdminBody decode_success(const Fields& message) {
    if (message.has("info"))
        return decode_handle_info(message.required_object("info"));
    if (message.has("status"))
        return decode_status(message.required_object("status"));
    if (message.has("sessions"))
        return SessionList{decode_ids<base::SessionId>(message, "sessions")};
    if (message.has("handles")) {
        return HandleList{{message.required_unsigned("session_id")},
                          decode_ids<base::HandleId>(message, "handles")};
    }
    // A transport that was queried answers in the same place.
    const auto response = message.optional_object("response");
    if (response && (response->has("audiobridge") || response->has("error_code")))
        return PluginResponse{decode_audiobridge(*response)};
    return AdminSuccess{};
}

AdminBody decode_body(const Fields& message) {
    std::string kind = message.required_string("janus");
    if (kind == "success")
        return decode_success(message);
    if (kind == "error")
        return decode_core_error(message);
    if (kind == "server_info")
        return decode_server_info(message);
    if (kind == "pong")
        return Pong{};
    return UnknownMessage{std::move(kind)};
}

} // namespace

std::variant<AdminMessage, DecodeFailure> decode_admin(std::string_view text) {
    return decode_object(text, admin_limits, [](const Fields& message) {
        return AdminMessage{.transaction = transaction_of(message), .body = decode_body(message)};
    });
}

std::variant<HandleInfo, DecodeFailure> decode_handle_info(std::string_view text) {
    return decode_object(text, admin_limits, [](const Fields& message) {
        const auto info = message.optional_object("info");
        return decode_handle_info(info.value_or(message));
    });
}

} // namespace janus_talk::janus
