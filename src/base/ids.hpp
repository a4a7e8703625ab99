// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <variant>

namespace janus_talk::base {

/// A Janus id that is always a number. Janus makes 53-bit ids but accepts up to 2^63-1, so they
/// never pass through a double. Distinct tags keep a handle from being passed as a session.
template <typename Tag>
struct NumericId {
    std::uint64_t value = 0;

    // NOLINTNEXTLINE(modernize-use-nullptr): false report of clang-tidy 14 on a defaulted <=>
    auto operator<=>(const NumericId&) const = default;
};

/// An AudioBridge id: a number, or a string where the server is configured with `string_ids =
/// true`. Kept exactly as given, because Janus refuses the other kind (error 484).
template <typename Tag>
struct MixedId {
    std::variant<std::uint64_t, std::string> value = std::uint64_t{0};

    // NOLINTNEXTLINE(modernize-use-nullptr): likewise
    auto operator<=>(const MixedId&) const = default;

    /// For people and logs. A string id is untrusted text.
    [[nodiscard]] std::string text() const {
        if (const auto* number = std::get_if<std::uint64_t>(&value))
            return std::to_string(*number);
        return std::get<std::string>(value);
    }
};

/// Session ids are bearer capabilities (whoever knows one can claim or destroy the session):
/// they are secrets and never reach a log or an event.
using SessionId = NumericId<struct SessionTag>;
using HandleId = NumericId<struct HandleTag>;
using RoomId = MixedId<struct RoomTag>;
using ParticipantId = MixedId<struct ParticipantTag>;

/// Correlates a request with its ack and its answer; unique per outstanding request.
using TransactionId = std::string;

} // namespace janus_talk::base
