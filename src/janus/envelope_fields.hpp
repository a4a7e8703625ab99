// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "janus/fields.hpp"
#include "janus/server_message.hpp"
#include "json/document.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

// What the client API and the Admin API have in common.

namespace janus_talk::janus {

[[nodiscard]] CoreError decode_core_error(const Fields& message);
[[nodiscard]] ServerInfo decode_server_info(const Fields& message);

[[nodiscard]] std::optional<base::TransactionId> transaction_of(const Fields& message);
[[nodiscard]] DecodeFailure describe(const json::ParseFailure& failure);

/// Replaces each run of digits by `#`: the core's error texts name session and handle ids.
[[nodiscard]] std::string without_numbers(std::string_view text);

/// Runs `take` on the object in `text`; its result counts only if nothing was wrong with the
/// message.
template <typename Take>
auto decode_object(std::string_view text, const json::Limits& limits, Take take)
        -> std::variant<decltype(take(std::declval<const Fields&>())), DecodeFailure> {
    const auto parsed = json::parse(text, limits);
    if (const auto* failure = std::get_if<json::ParseFailure>(&parsed))
        return describe(*failure);
    const json::Value root = std::get<json::Document>(parsed).root();
    if (!root.is_object())
        return DecodeFailure{"not a JSON object"};
    DecodeLog log;
    auto taken = take(Fields{root, log});
    if (log.failed())
        return DecodeFailure{log.text()};
    return taken;
}

} // namespace janus_talk::janus
