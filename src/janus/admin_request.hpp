// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "janus/audiobridge_request.hpp"
#include "janus/request.hpp"

#include <variant>

// Requests of the Admin API (sub-protocol janus-admin-protocol, a port of its own). No sessions, no
// keepalive: each request stands alone and needs the admin secret, except Info and Ping.
// @source Janus documentation, "Admin/Monitor API"

namespace janus_talk::janus {

/// Settings that can change while the server runs.
struct GetStatus {};

struct ListSessions {};

struct ListHandles {
    base::SessionId session;
};

struct GetHandleInfo {
    base::SessionId session;
    base::HandleId handle;
    /// Only what the plug-in says; spares the server the rest.
    bool plugin_only = false;
};

/// Ends a peer connection. Its client hears of it: `hangup`, reason "Admin API".
struct HangupWebrtc {
    base::SessionId session;
    base::HandleId handle;
};

/// Its client hears `detached`.
struct DetachHandle {
    base::SessionId session;
    base::HandleId handle;
};

/// Its client hears nothing; it learns from error 458 on its next request.
struct RemoveSession {
    base::SessionId session;
};

/// false drains the server: `create` is answered with 472 from then on.
struct AcceptNewSessions {
    bool accept = true;
};

/// A request to the AudioBridge without session and handle. Only those that are answered at once;
/// join, configure and leave give 482.
struct MessagePlugin {
    AudioBridgeRequest body;
};

using AdminRequest = std::variant<Info,
                                  Ping,
                                  GetStatus,
                                  ListSessions,
                                  ListHandles,
                                  GetHandleInfo,
                                  HangupWebrtc,
                                  DetachHandle,
                                  RemoveSession,
                                  AcceptNewSessions,
                                  MessagePlugin>;

struct AdminEnvelope {
    base::TransactionId transaction;
    AdminRequest request;
};

} // namespace janus_talk::janus
