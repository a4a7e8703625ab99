// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "janus/audiobridge_event.hpp"
#include "janus/request.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>

// What the server says, as values. All text in here is untrusted.

namespace janus_talk::janus {

/// Longest SDP that decode() lets through, in bytes; an honest one has less than 5 kB.
inline constexpr std::size_t sdp_limit = 65'536;

/// The request was accepted and its answer follows as an event. For keepalive and trickle it is the
/// answer.
struct Ack {};

/// Answer to create and attach (`id`), or to the verbs that return nothing (`id` empty).
struct Success {
    std::optional<std::uint64_t> id;
};

struct Pong {};

struct ServerInfo {
    std::string name;
    /// 1102 means 1.1.2.
    std::uint64_t version = 0;
    std::string version_string;
    bool accepting_new_sessions = true;
    /// Seconds without a request after which a session dies; 0 is never.
    std::uint64_t session_timeout = 60;
    /// Seconds a session survives without a socket; 0: not at all.
    std::uint64_t reclaim_session_timeout = 0;
    bool api_secret = false;
    bool auth_token = false;
    bool full_trickle = false;
    /// Package name to version string.
    std::map<std::string, std::string> plugins;
};

/// An error of the core, as opposed to one of the plug-in (AudioBridgeError). Numbers in its text
/// are replaced by
/// `#`, because Janus puts session ids there ("No such session …"), and those are secrets.
struct CoreError {
    base::JanusError error;
};

/// ICE is connected and DTLS is done: media can flow. Once per peer connection.
struct WebrtcUp {};

/// RTP from us does or doesn't arrive at the server.
struct Media {
    std::string type;
    std::optional<std::string> mid;
    bool receiving = false;
    std::optional<std::uint64_t> seconds;
};

/// Packets were lost in the last second. `uplink` true: of those the server sent us; false: of
/// those we sent.
struct SlowLink {
    std::string media;
    std::optional<std::string> mid;
    bool uplink = false;
    std::uint64_t lost = 0;
};

/// The peer connection is gone, and with it the membership of the room; the handle lives.
struct HungUp {
    std::string reason;
};

struct Detached {};

/// The session expired and is already destroyed; the socket stays open.
struct SessionTimedOut {};

/// The server's own candidate; only with `full_trickle`, and then before the answer.
struct RemoteCandidate {
    Candidate candidate;
};

struct RemoteCandidatesCompleted {};

/// Plug-in answer or notification, with the answer or offer that may come along.
struct PluginEvent {
    AudioBridgeEvent event;
    std::optional<Jsep> jsep;
    /// true: inside `success` (synchronous request); false: inside `event`.
    bool synchronous = false;
};

/// Well-formed, but of a kind this version does not know (newer servers). Informational.
struct UnknownMessage {
    std::string kind;
};

using ServerBody = std::variant<Ack,
                                Success,
                                Pong,
                                ServerInfo,
                                CoreError,
                                WebrtcUp,
                                Media,
                                SlowLink,
                                HungUp,
                                Detached,
                                SessionTimedOut,
                                RemoteCandidate,
                                RemoteCandidatesCompleted,
                                PluginEvent,
                                UnknownMessage>;

struct ServerMessage {
    std::optional<base::SessionId> session;
    /// Absent in notifications, and in errors about requests that Janus could not even parse.
    std::optional<base::TransactionId> transaction;
    /// The handle it comes from.
    std::optional<base::HandleId> sender;
    ServerBody body;
    /// Only its first bytes were kept: lists may be incomplete.
    bool is_cut = false;
};

/// Why text from the server could not be understood; `text` is safe to show.
struct DecodeFailure {
    std::string text;
    /// The request that this was to answer, where at least that much could be read.
    std::optional<base::TransactionId> transaction = std::nullopt;
};

} // namespace janus_talk::janus
