// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What `doctor` makes of what it saw. Pure: evidence in, findings out. What was seen and what it
// may mean are never in the same sentence.

namespace janus_talk::core {

/// From what must work first to what comes last; this is the order in which they are told.
enum class Layer {
    configuration,
    dns,
    tcp,
    tls,
    websocket,
    janus,
    audiobridge,
    room,
    auth,
    gathering,
    stun,
    turn,
    connectivity,
    dtls,
    rtp,
    devices,
    plugins,
};

enum class Outcome { ok, warning, failed, skipped };

struct Finding {
    Layer layer = Layer::configuration;
    Outcome outcome = Outcome::ok;
    /// What was seen; may hold text of others.
    std::string fact;
    /// What may be the cause. Not known, hence kept apart; may be empty.
    std::string guess;
    /// What to try; may be empty.
    std::string advice;
    /// What the process exits with when this is the first failure.
    base::ExitCode exit = base::ExitCode::ok;
    /// Absent where nothing was waited for.
    std::optional<std::chrono::milliseconds> took;
};

[[nodiscard]] Finding fine(Layer layer, std::string fact);
[[nodiscard]] Finding skipped(Layer layer, std::string why);
/// A failure that another part of the program has described already.
[[nodiscard]] Finding
failed(Layer layer, base::ExitCode exit, std::string fact, std::string guess, std::string advice);
[[nodiscard]] Finding broken(Layer layer, const base::Failure& failure, std::string guess = {});

struct NameEvidence {
    std::string host;
    /// Who is connected to is not the server but a proxy.
    bool is_proxy = false;
    std::vector<std::string> addresses;
    /// Why there are none.
    std::optional<base::Failure> failure;
};

[[nodiscard]] Finding judge_name(const NameEvidence& evidence);

/// One address that was tried.
struct TcpEvidence {
    /// "host:port"
    std::string address;
    enum class End { connected, refused, unreachable, silent, other } end = End::connected;
    /// In the system's words.
    std::string error;
};

[[nodiscard]] Finding judge_tcp(const std::vector<TcpEvidence>& tries);

struct TlsEvidence {
    /// Of the certificate, all empty when none came. Untrusted.
    std::string subject;
    std::string issuer;
    /// "2026-12-31"
    std::string expires;
    std::optional<std::int64_t> days_left;
    /// "TLSv1.3"
    std::string version;
    /// Why the certificate is not accepted.
    std::optional<base::Failure> refusal;
    /// Why there was no handshake, in words of OpenSSL.
    std::optional<std::string> error;
    /// What answered does not speak TLS.
    bool is_not_tls = false;
    /// Refusals don't count.
    bool insecure = false;
};

/// A certificate that expires sooner is warned about: renewal by machines happens 30 days before.
inline constexpr std::int64_t days_to_renew = 14;

[[nodiscard]] Finding judge_tls(const TlsEvidence& evidence);

/// What the server says about itself, and to our first requests.
struct ServerEvidence {
    /// The WebSocket is open and the sub-protocol agreed to.
    bool opened = false;
    /// The server answered `info`; name and version are untrusted.
    bool answered = false;
    std::string name;
    std::string version;
    /// Empty: the server lists plug-ins, and not this one.
    std::string audiobridge;
    bool lists_plugins = false;
    /// A session and a handle could be made, and the plug-in answered.
    bool attached = false;
    /// Whether there is the room; absent when not asked.
    std::optional<bool> room_exists;
    std::string room;
    /// What ended the asking.
    std::optional<base::Failure> failure;
};

[[nodiscard]] Finding judge_websocket(const ServerEvidence& evidence);
[[nodiscard]] Finding judge_janus(const ServerEvidence& evidence);
[[nodiscard]] Finding judge_audiobridge(const ServerEvidence& evidence);

/// One address of a STUN server that was asked.
struct StunTry {
    /// "192.0.2.1:3478", "[2001:db8::1]:3478"
    std::string address;
    /// How it sees us.
    std::optional<std::string> reflexive;
    /// Why it is not known.
    std::string error;
};

struct StunEvidence {
    /// "host:port"
    std::string server;
    std::vector<StunTry> tries;
    /// Why there are none.
    std::string error;

    [[nodiscard]] std::size_t answers() const;
};

struct MediaEvidence {
    bool joined = false;
    bool gathered = false;
    std::size_t host_candidates = 0;
    std::size_t reflexive_candidates = 0;
    std::size_t relay_candidates = 0;
    std::optional<StunEvidence> stun;
    /// How many TURN servers were named, and whether the first one answers a STUN request.
    std::size_t turn_servers = 0;
    std::optional<StunEvidence> turn_answers;
    bool relay_only = false;
    /// Of the pair in use: "udp (host) from … to …".
    std::string pair;
    bool ice_connected = false;
    bool verified = false;
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
    /// The server has reported on what we sent (RTCP), and what share it lost.
    bool reported = false;
    double reported_loss = 0;
    std::optional<double> rtt_ms;
    /// What ended the call before it was over.
    std::optional<base::Failure> failure;
};

/// @param media what joining brought; absent when nobody joined
[[nodiscard]] Finding judge_room(const ServerEvidence& server, const MediaEvidence* media);
[[nodiscard]] Finding judge_auth(const ServerEvidence& server, const MediaEvidence* media);
[[nodiscard]] Finding judge_gathering(const MediaEvidence& evidence);
[[nodiscard]] Finding judge_stun(const MediaEvidence& evidence);
[[nodiscard]] Finding judge_turn(const MediaEvidence& evidence);
[[nodiscard]] Finding judge_connectivity(const MediaEvidence& evidence);
[[nodiscard]] Finding judge_dtls(const MediaEvidence& evidence);
[[nodiscard]] Finding judge_rtp(const MediaEvidence& evidence);

[[nodiscard]] Finding judge_devices(std::size_t inputs, std::size_t outputs);

} // namespace janus_talk::core
