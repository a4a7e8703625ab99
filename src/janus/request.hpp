// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "janus/audiobridge_request.hpp"

#include <optional>
#include <string>
#include <variant>

// Requests of the Janus API over WebSocket, one struct each.
// @source Janus API documentation; the AudioBridge plug-in's documentation

namespace janus_talk::janus {

inline constexpr const char* audiobridge_plugin = "janus.plugin.audiobridge";

/// Asks who the server is and what it allows. Needs no credentials.
struct Info {};

/// Needs no credentials and no session.
struct Ping {};

/// `id` is chosen by the client so that `attach` can leave in the same flight; 468 when it is
/// taken.
struct CreateSession {
    std::optional<base::SessionId> id;
};

/// Binds a session that lost its socket to this one.
struct ClaimSession {
    base::SessionId session;
};

struct Attach {
    base::SessionId session;
    std::string plugin = audiobridge_plugin;
    std::optional<std::string> opaque_id;
};

struct KeepAlive {
    base::SessionId session;
};

struct DestroySession {
    base::SessionId session;
};

struct Detach {
    base::SessionId session;
    base::HandleId handle;
};

/// Ends the peer connection of a handle; the handle stays.
struct Hangup {
    base::SessionId session;
    base::HandleId handle;
};

enum class JsepType { offer, answer };

struct Jsep {
    JsepType type = JsepType::offer;
    std::string sdp;
    /// false: every candidate is already in the SDP. Left out of the message when true (Janus'
    /// default).
    bool trickle = true;
};

/// A request to the plug-in. At most one may be outstanding per handle: Janus hands each to a
/// thread pool and may execute two in either order.
struct Message {
    base::SessionId session;
    base::HandleId handle;
    AudioBridgeRequest body;
    std::optional<Jsep> jsep;
};

struct Candidate {
    /// As in the SDP attribute, starting with "candidate:".
    std::string candidate;
    std::optional<std::string> sdp_mid;
    std::optional<unsigned> sdp_mline_index;

    bool operator==(const Candidate&) const = default;
};

struct Trickle {
    base::SessionId session;
    base::HandleId handle;
    Candidate candidate;
};

/// End of candidates.
struct TrickleCompleted {
    base::SessionId session;
    base::HandleId handle;
};

using Request = std::variant<Info,
                             Ping,
                             CreateSession,
                             ClaimSession,
                             Attach,
                             KeepAlive,
                             DestroySession,
                             Detach,
                             Hangup,
                             Message,
                             Trickle,
                             TrickleCompleted>;

/// A request with the transaction that its answers will carry.
struct Envelope {
    base::TransactionId transaction;
    Request request;
};

/// What every request to a protected server carries. Either one is enough for a server that wants
/// both.
struct Credentials {
    std::optional<base::Secret> api_secret;
    std::optional<base::Secret> token;
};

} // namespace janus_talk::janus
