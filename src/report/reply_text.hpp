// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "janus/audiobridge_request.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::report {

/// What people read about the AudioBridge's answer to `request`: an aligned table for lists, one
/// sentence for deeds; every line is ended. `payload` is janus::payload_of() of the answer.
[[nodiscard]] std::string reply_text(const janus::AudioBridgeRequest& request,
                                     std::string_view payload);

/// One line for each token of the answer to EditAccessList.
[[nodiscard]] std::string token_lines(std::string_view payload);

/// The ids of a list of rooms, one a line.
[[nodiscard]] std::string room_id_lines(std::string_view payload);

/// One room: its settings as far as the list of rooms has them, then its participants.
[[nodiscard]] std::string room_text(const base::RoomId& room,
                                    std::string_view participants_payload,
                                    std::string_view list_payload);

/// What a good answer falls short of: a room that does not exist (without a text: the answer says
/// it already), or a server that could not write its configuration file.
[[nodiscard]] std::optional<base::Failure> shortfall(const janus::AudioBridgeRequest& request,
                                                     std::string_view payload);

} // namespace janus_talk::report
