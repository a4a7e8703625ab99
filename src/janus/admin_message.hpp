// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "janus/audiobridge_event.hpp"
#include "janus/handle_info.hpp"
#include "janus/server_message.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

// Answers of the Admin API, as values. It pushes nothing: each message answers a request.

namespace janus_talk::janus {

/// Answer to GetStatus.
struct ServerStatus {
    bool token_auth = false;
    /// Zero: sessions never time out.
    std::chrono::seconds session_timeout{0};
    std::chrono::seconds reclaim_session_timeout{0};
    std::chrono::seconds candidates_timeout{0};
    /// 0 (silent) to 7.
    std::uint64_t log_level = 0;
    std::chrono::milliseconds min_nack_queue{0};
    /// Silence after which `media` says that nothing is received.
    std::chrono::seconds no_media_timer{0};
    /// Lost packets per second from which on `slowlink` is sent; 0: never.
    std::uint64_t slowlink_threshold = 0;
};

struct SessionList {
    std::vector<base::SessionId> sessions;
};

struct HandleList {
    base::SessionId session;
    std::vector<base::HandleId> handles;
};

/// Answer to MessagePlugin.
struct PluginResponse {
    AudioBridgeEvent event;
};

/// Done; nothing more to say.
struct AdminSuccess {};

using AdminBody = std::variant<AdminSuccess,
                               Pong,
                               ServerInfo,
                               ServerStatus,
                               SessionList,
                               HandleList,
                               HandleInfo,
                               PluginResponse,
                               CoreError,
                               UnknownMessage>;

struct AdminMessage {
    /// Absent in errors about requests that Janus could not even parse.
    std::optional<base::TransactionId> transaction;
    AdminBody body;
};

} // namespace janus_talk::janus
