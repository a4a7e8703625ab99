// SPDX-License-Identifier: MIT
#pragma once

#include "janus/fields.hpp"
#include "janus/handle_info.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace janus_talk::janus {

/// Understands the `info` object.
[[nodiscard]] HandleInfo decode_handle_info(const Fields& info);

[[nodiscard]] std::optional<ServerTime> time_of(const Fields& fields, std::string_view name);

/// "192.0.2.1:5000 [host,udp] <-> [the same]"; nullopt for anything else.
[[nodiscard]] std::optional<SelectedPair> parse_selected_pair(std::string_view text);

/// The `webrtc` object (1.0 and later).
void decode_webrtc(const Fields& webrtc, HandleInfo& info);

/// The elements of `streams` (before 1.0).
void decode_streams(const std::vector<Fields>& streams, HandleInfo& info);

} // namespace janus_talk::janus
