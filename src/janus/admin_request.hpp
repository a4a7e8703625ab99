// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "janus/audiobridge_request.hpp"
#include "janus/request.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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

/// Switches of a running server.
enum class AdminSwitch {
    locking_debug,
    refcount_debug,
    libnice_debug,
    log_timestamps,
    log_colors,
    nack_optimizations,
};

struct SetSwitch {
    AdminSwitch which = AdminSwitch::libnice_debug;
    bool on = false;
};

/// Numbers of a running server, with their units and ranges.
enum class AdminNumber {
    /// 0 (silent) to 7.
    log_level,
    /// ms.
    min_nack_queue,
    /// Seconds of silence after which `media` says that nothing is received.
    no_media_timer,
    /// Lost packets per second from which on `slowlink` is sent; 0: never.
    slowlink_threshold,
};

struct SetNumber {
    AdminNumber which = AdminNumber::log_level;
    unsigned value = 0;
};

/// Of one session, or of all that have none of their own.
struct SetSessionTimeout {
    std::optional<base::SessionId> session;
    /// Seconds; 0: never; absent, for one session: as all the others.
    std::optional<unsigned> timeout;
};

enum class TokenAction { add, allow, disallow, remove };

/// Stored tokens; servers with signed tokens answer 490.
struct EditToken {
    TokenAction action = TokenAction::add;
    base::Secret token;
    /// Plug-ins; on `add` an empty list means all. Not for `remove`.
    std::vector<std::string> plugins;
};

struct ListTokens {};

/// Asks the server's resolver.
struct ResolveAddress {
    std::string address;
};

/// Asks a STUN server from where the server stands.
struct TestStun {
    std::string address;
    std::uint16_t port = 3478;
    std::optional<std::uint16_t> local_port;
};

/// Dumps the decrypted RTP of a handle to a file of the server.
struct StartCapture {
    base::SessionId session;
    base::HandleId handle;
    std::optional<std::string> folder;
    std::optional<std::string> filename;
    /// Bytes of each packet to keep; 0: all.
    std::optional<unsigned> truncate;
    /// text2pcap instead of pcap.
    bool text = false;
};

struct StopCapture {
    base::SessionId session;
    base::HandleId handle;
    bool text = false;
};

/// Event loops and how many handles each serves; only with static loops.
struct ListLoops {};

/// Writes a line into the server's log.
struct LogLine {
    std::string line;
    /// 1 to 7, default 2 (a warning).
    std::optional<unsigned> level;
};

/// A request to the AudioBridge without session and handle. Only those that are answered at once;
/// join, configure and leave give 482.
struct MessagePlugin {
    AudioBridgeRequest body;
};

/// A request that somebody wrote by hand: an object with its verb under "janus". Transaction and
/// secret are ours.
struct RawAdmin {
    std::string json;
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
                                  SetSwitch,
                                  SetNumber,
                                  SetSessionTimeout,
                                  EditToken,
                                  ListTokens,
                                  ResolveAddress,
                                  TestStun,
                                  StartCapture,
                                  StopCapture,
                                  ListLoops,
                                  LogLine,
                                  MessagePlugin,
                                  RawAdmin>;

struct AdminEnvelope {
    base::TransactionId transaction;
    AdminRequest request;
};

} // namespace janus_talk::janus
