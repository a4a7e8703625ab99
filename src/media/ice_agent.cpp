// SPDX-License-Identifier: MIT
#include "media/ice_agent.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "media/ice_server.hpp"

#include <gst/webrtc/webrtc.h>
#include <nice/agent.h>

#include <algorithm>
#include <array>
#include <vector>

namespace janus_talk::media {

namespace {

// webrtcbin with max-bundle has one ICE stream, and rtcp-mux leaves one component.
constexpr guint first_stream = 1;

// The shortest pace that RFC 8445 (14.2) allows. libnice's default of 20 ms makes four turns of its
// timer last 80 ms, more than all the rest between answer and sound.
constexpr guint check_pacing_ms = 5;

std::string address_of(const NiceAddress& address) {
    std::array<gchar, NICE_ADDRESS_STRING_LEN + 1> text{};
    nice_address_to_string(&address, text.data());
    return base::host_and_port(text.data(), std::to_string(nice_address_get_port(&address)));
}

const char* type_name(NiceCandidateType type) {
    switch (type) {
    case NICE_CANDIDATE_TYPE_HOST:
        return "host";
    case NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE:
        return "srflx";
    case NICE_CANDIDATE_TYPE_PEER_REFLEXIVE:
        return "prflx";
    case NICE_CANDIDATE_TYPE_RELAYED:
        return "relay";
    }
    return "host";
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0)
            words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

bool is_link_local_v6(std::string_view address) {
    // fe80::/10
    if (address.size() < 4 || address.find(':') == std::string_view::npos)
        return false;
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(address[0]) == 'f' && lower(address[1]) == 'e' &&
           std::string_view{"89ab"}.find(lower(address[2])) != std::string_view::npos;
}

} // namespace

IceAgent::IceAgent(GstElement* webrtcbin, const MediaOptions& options) {
    const auto ice = object_property<GObject>(webrtcbin, "ice-agent");
    agent_ = object_property<GObject>(ice.get(), "agent");
    // AudioBridge listens on UDP only. UPnP asks the router for a port mapping and delays the end
    // of gathering.
    g_object_set(agent_.get(),
                 "ice-tcp",
                 FALSE,
                 "upnp",
                 FALSE,
                 "stun-pacing-timer",
                 check_pacing_ms,
                 nullptr);
    if (options.rtp_ports) {
        g_object_set(ice.get(),
                     "max-rtp-port",
                     static_cast<guint>(options.rtp_ports->max),
                     "min-rtp-port",
                     static_cast<guint>(options.rtp_ports->min),
                     nullptr);
    }
    for (const std::string& address : options.ice_interfaces) {
        gboolean added = FALSE;
        g_signal_emit_by_name(ice.get(), "add-local-ip-address", address.c_str(), &added);
        if (added == 0) {
            throw base::Error({base::ExitCode::usage,
                               "'" + address + "' is not a local IP address for ICE.",
                               "Give a numeric address of this machine, for example 192.0.2.7.",
                               {}});
        }
    }
    add_servers(webrtcbin, options);
    if (options.relay_only)
        gst_util_set_object_arg(G_OBJECT(webrtcbin), "ice-transport-policy", "relay");
}

void IceAgent::add_servers(GstElement* webrtcbin, const MediaOptions& options) {
    if (options.stun) {
        const base::Secret uri = to_webrtcbin_uri(parse_stun(*options.stun));
        g_object_set(webrtcbin, "stun-server", uri.reveal().c_str(), nullptr);
    }
    bool all_tcp = !options.turn.empty();
    for (const base::Secret& text : options.turn) {
        const IceServer server = parse_turn(text);
        all_tcp = all_tcp && (server.kind == IceServer::Kind::turns ||
                              server.transport == IceServer::Transport::tcp);
        const base::Secret uri = to_webrtcbin_uri(server);
        gboolean added = FALSE;
        g_signal_emit_by_name(webrtcbin, "add-turn-server", uri.reveal().c_str(), &added);
        if (added == 0) {
            throw base::Error({base::ExitCode::usage,
                               "A TURN server was refused by the media stack.",
                               "Write it as turn:user:password@host[:port][?transport=udp|tcp].",
                               {}});
        }
    }
    if (all_tcp)
        relay_protocol_ = "tcp";
}

std::optional<core::media::CandidatePair> IceAgent::selected_pair() const {
    NiceCandidate* local = nullptr;
    NiceCandidate* remote = nullptr;
    void* agent = agent_.get();
    if (nice_agent_get_selected_pair(static_cast<NiceAgent*>(agent),
                                     first_stream,
                                     NICE_COMPONENT_TYPE_RTP,
                                     &local,
                                     &remote) == 0)
        return std::nullopt;
    core::media::CandidatePair pair;
    pair.local = address_of(local->addr);
    pair.remote = address_of(remote->addr);
    pair.type = type_name(local->type);
    pair.protocol = local->type == NICE_CANDIDATE_TYPE_RELAYED ? relay_protocol_ : "udp";
    return pair;
}

bool is_usable_candidate(std::string_view candidate) {
    // candidate:foundation component transport priority address port typ type …
    const auto words = words_of(candidate);
    constexpr std::size_t transport = 2;
    constexpr std::size_t address = 4;
    if (words.size() < 8 || !words[0].starts_with("candidate:"))
        return false;
    const bool udp = words[transport] == "UDP" || words[transport] == "udp";
    return udp && !is_link_local_v6(words[address]);
}

std::string without_unusable_candidates(std::string_view sdp) {
    constexpr std::string_view attribute = "a=candidate:";
    std::string kept;
    while (!sdp.empty()) {
        const auto end = std::min(sdp.find('\n'), sdp.size() - 1);
        const std::string_view line = sdp.substr(0, end + 1);
        sdp.remove_prefix(end + 1);
        const bool drop = line.starts_with(attribute) && !is_usable_candidate(line.substr(2));
        if (!drop)
            kept += line;
    }
    return kept;
}

} // namespace janus_talk::media
