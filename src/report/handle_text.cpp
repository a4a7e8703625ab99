// SPDX-License-Identifier: MIT
#include "report/handle_text.hpp"

#include "base/text.hpp"
#include "json/writer.hpp"
#include "report/facts.hpp"
#include "report/handle_words.hpp"
#include "report/json_fields.hpp"
#include "report/table.hpp"
#include "report/words.hpp"

#include <string_view>

namespace janus_talk::report {

namespace {

using janus::HandleInfo;

std::string end_text(const janus::CandidateEnd& end) {
    return base::host_and_port(end.address, std::to_string(end.port)) + " (" + end.type + ", " +
           end.protocol + ")";
}

std::string traffic_text(const janus::Traffic& traffic) {
    std::string text = counted(traffic.packets, "packet") + ", " + counted(traffic.bytes, "byte") +
                       ", " + decimal(kilobits(traffic), 1) + " kbit/s in the last second";
    if (traffic.nacks != 0)
        text += ", " + counted(traffic.nacks, "NACK");
    return text;
}

class HandleFacts {
public:
    explicit HandleFacts(const HandleInfo& info) : info_(info) {}

    std::string text() {
        add_core();
        if (info_.flags)
            add_flags(*info_.flags);
        if (info_.audiobridge)
            add_audiobridge(*info_.audiobridge);
        for (const janus::IceComponent& component : info_.components)
            add_component(component);
        for (const janus::MediaStatistics& media : info_.media)
            add_medium(media);
        add_extensions();
        return facts_.text();
    }

private:
    void add_age(std::string label, const std::optional<janus::ServerTime>& then) {
        if (const auto seconds = age(info_, then))
            facts_.add(std::move(label), decimal(*seconds, 1) + " s ago");
    }

    void add_core() {
        facts_.section("Handle " + std::to_string(info_.handle.value));
        facts_.number("session", info_.session.value);
        facts_.add("plug-in", std::string_view{info_.plugin});
        facts_.add("state", state_of(info_));
        facts_.add("opaque id", info_.opaque_id);
        facts_.add("transport", std::string_view{info_.session_transport});
        facts_.add("session time-out",
                   info_.session_timeout.count() == 0
                           ? std::string{"never"}
                           : std::to_string(info_.session_timeout.count()) + " s");
        add_age("last request", info_.session_last_activity);
        add_age("attached", info_.created);
        facts_.number("queued packets", info_.queued_packets);
        facts_.number("pending candidates", info_.pending_trickles);
    }

    void add_audiobridge(const janus::AudioBridgeState& state) {
        facts_.section("AudioBridge");
        facts_.add("in a room", state.in_room);
        if (state.room)
            facts_.add("room", std::string_view{state.room->text()});
        if (state.id)
            facts_.add("id", std::string_view{state.id->text()});
        facts_.add("group", state.group);
        facts_.add("display", state.display);
        facts_.add("joined with secret", state.admin);
        facts_.add("muted", state.muted);
        facts_.add("active", state.active);
        facts_.add("suspended", state.suspended);
        facts_.add("prebuffering", state.pre_buffering);
        facts_.number("prebuffer", state.prebuffer_count, "packets");
        facts_.number("queue-in", state.queue_in, "packets");
        if (state.queue_out == -1)
            facts_.add("queue-out", std::string_view{"empty, the sender waits"});
        else
            facts_.number("queue-out", state.queue_out, "packets");
        facts_.number("buffer-in", state.buffer_in, "packets");
        add_age("queue last cut", state.last_drop);
        facts_.number("position", state.spatial_position, "(0 left, 50 centre, 100 right)");
        if (state.audio_level)
            facts_.add("level",
                       (*state.audio_level == 0 ? "" : "-") + std::to_string(*state.audio_level) +
                               " dBov");
        facts_.add("talking", state.talking);
        facts_.add("FEC", state.fec);
        facts_.number("expected loss", state.expected_loss, "%");
        facts_.number("Opus bit rate", state.opus_bitrate, "bit/s");
        facts_.add("plain RTP", state.plain_rtp);
        facts_.add("server's offer", state.plugin_offer);
        facts_.add("started", state.started);
        facts_.add("hanging up", state.hanging_up);
        facts_.add("destroyed", state.destroyed);
    }

    /// Only those that are set: twenty times "no" would hide them.
    void add_flags(const janus::HandleFlags& flags) {
        std::string set;
        const auto name = [&set](bool flag, std::string_view word) {
            if (flag)
                set += (set.empty() ? "" : ", ") + std::string(word);
        };
        name(flags.got_offer, "got offer");
        name(flags.got_answer, "got answer");
        name(flags.negotiated, "negotiated");
        name(flags.processing_offer, "processing offer");
        name(flags.starting, "starting");
        name(flags.ice_restart, "ICE restart");
        name(flags.ready, "ready");
        name(flags.stopped, "stopped");
        name(flags.alert, "alert");
        name(flags.trickle, "trickle");
        name(flags.all_trickles, "all trickles");
        name(flags.resend_trickles, "resend trickles");
        name(flags.trickle_synced, "trickle synced");
        name(flags.data_channels, "data channels");
        name(flags.has_audio, "has audio");
        name(flags.has_video, "has video");
        name(flags.new_data_channel_sdp, "new data-channel SDP");
        name(flags.rfc4588_rtx, "RFC 4588 RTX");
        name(flags.cleaning, "cleaning");
        name(flags.end_to_end_encryption, "end-to-end encryption");
        facts_.add("flags", std::string_view{set.empty() ? "none" : set});
    }

    void add_component(const janus::IceComponent& component) {
        facts_.section("ICE");
        if (info_.ice_mode)
            facts_.add("mode", name_of(*info_.ice_mode));
        if (info_.ice_role)
            facts_.add("role", name_of(*info_.ice_role));
        facts_.add("ICE state", name_of(component.state));
        add_age("agent made", info_.agent_created);
        add_age("agent started", info_.agent_started);
        add_age("gathered", component.gathered);
        add_age("ICE connected", component.connected);
        if (component.selected_pair) {
            facts_.add("selected, server", end_text(component.selected_pair->local));
            facts_.add("selected, client", end_text(component.selected_pair->remote));
        }
        for (const std::string& candidate : component.local_candidates)
            facts_.add("server candidate", trimmed(candidate));
        for (const std::string& candidate : component.remote_candidates)
            facts_.add("client candidate", trimmed(candidate));
        if (component.dtls)
            add_dtls(*component.dtls);
    }

    void add_dtls(const janus::Dtls& dtls) {
        facts_.section("DTLS");
        facts_.add("DTLS state", name_of(dtls.state));
        facts_.add("DTLS role", name_of(dtls.role));
        add_age("handshake began", dtls.handshake_started);
        add_age("DTLS connected", dtls.connected);
        facts_.number("retransmissions", dtls.retransmissions);
        facts_.add("valid", dtls.valid);
        facts_.add("SRTP", std::string_view{dtls.srtp_profile});
        facts_.add("fingerprint", std::string_view{dtls.fingerprint});
        facts_.add("client's print", dtls.remote_fingerprint_hash + " " + dtls.remote_fingerprint);
        if (dtls.in)
            facts_.add("received", count_text(*dtls.in));
        if (dtls.out)
            facts_.add("sent", count_text(*dtls.out));
    }

    static std::string count_text(const janus::PacketCount& count) {
        return counted(count.packets, "packet") + ", " + counted(count.bytes, "byte");
    }

    void add_medium(const janus::MediaStatistics& media) {
        facts_.section("Media " + (media.mid.empty() ? media.type : media.mid));
        facts_.add("type", std::string_view{media.type});
        facts_.add("codec",
                   media.codec + (media.payload_type ? " as payload " : "") +
                           (media.payload_type ? std::to_string(*media.payload_type) : ""));
        facts_.number("SSRC", media.ssrc);
        facts_.number("client's SSRC", media.peer_ssrc);
        facts_.add("server sends", media.send);
        facts_.add("server receives", media.receive);
        facts_.add("NACKs", media.nacks);
        facts_.number("NACK queue", media.nack_queue.count(), "ms");
        if (media.rtcp)
            add_rtcp(*media.rtcp);
        facts_.add("in", traffic_text(media.in));
        facts_.add("out", traffic_text(media.out));
    }

    void add_rtcp(const janus::RtcpStatistics& rtcp) {
        facts_.number("RTP clock", rtcp.clock_rate, "Hz");
        facts_.number("RTT", rtcp.round_trip.count(), "ms");
        facts_.number("lost, in", rtcp.lost, "packets");
        facts_.number("lost, out", rtcp.lost_by_remote, "packets");
        facts_.number("jitter, in", rtcp.jitter_local.count(), "ms");
        facts_.number("jitter, out", rtcp.jitter_remote.count(), "ms");
        facts_.add("link quality, in", quality(rtcp.in_link_quality, rtcp.in_media_link_quality));
        facts_.add("link quality, out",
                   quality(rtcp.out_link_quality, rtcp.out_media_link_quality));
    }

    static std::string quality(std::uint64_t link, std::uint64_t media) {
        if (link == 0 && media == 0)
            return "0 %, or not known yet";
        return std::to_string(link) + " % (with retransmissions " + std::to_string(media) + " %)";
    }

    void add_extensions() {
        facts_.section("Negotiated");
        facts_.add("transport-wide CC", info_.transport_cc);
        for (const auto& [uri, id] : info_.extensions)
            facts_.add("extension " + std::to_string(id), std::string_view{uri});
        if (info_.data_in.packets + info_.data_out.packets != 0) {
            facts_.add("data in", count_text(info_.data_in));
            facts_.add("data out", count_text(info_.data_out));
        }
    }

    const HandleInfo& info_;
    Facts facts_;
};

std::string sdp_text(std::string_view title, std::string_view sdp) {
    std::string text;
    std::string rest = without_passwords(sdp);
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        std::string line = rest.substr(0, end);
        rest.erase(0, end == std::string::npos ? rest.size() : end + 1);
        if (line.ends_with('\r'))
            line.pop_back();
        text += "  " + base::harmless(line, 1000) + "\n";
    }
    return text.empty() ? text : std::string(title) + "\n" + text;
}

} // namespace

std::string handle_text(const HandleInfo& info, bool with_sdp) {
    std::string text = HandleFacts{info}.text();
    if (with_sdp)
        text += sdp_text("Server's SDP", info.sdps.local) +
                sdp_text("Client's SDP", info.sdps.remote);
    return text;
}

std::string handles_table(const std::vector<HandleInfo>& handles, bool long_form) {
    std::vector<Table::Column> columns{{"SESSION", Table::Align::right},
                                       {"HANDLE", Table::Align::right}};
    if (long_form) {
        const std::vector<Table::Column> more{
                {"PLUGIN"}, {"ROOM", Table::Align::right}, {"DISPLAY"}, {"STATE"}};
        columns.insert(columns.end(), more.begin(), more.end());
    }
    Table table{std::move(columns)};
    for (const HandleInfo& info : handles) {
        const auto& state = info.audiobridge;
        table.add({std::to_string(info.session.value),
                   std::to_string(info.handle.value),
                   info.plugin,
                   state && state->room ? state->room->text() : "",
                   state ? state->display.value_or("") : "",
                   std::string(state_of(info))});
    }
    return handles.empty() ? "No handles.\n" : table.text();
}

std::string handles_members(const std::vector<HandleInfo>& handles, bool long_form) {
    json::Writer writer;
    writer.begin_object().key("handles").begin_array();
    for (const HandleInfo& info : handles) {
        writer.begin_object().member("session", info.session.value);
        writer.member("handle", info.handle.value);
        if (long_form) {
            writer.member("plugin", info.plugin);
            if (info.audiobridge && info.audiobridge->room)
                write_id(writer, "room", *info.audiobridge->room);
            if (info.audiobridge)
                writer.member("display", info.audiobridge->display);
            writer.member("state", state_of(info));
        }
        writer.end_object();
    }
    return writer.end_array().end_object().take();
}

} // namespace janus_talk::report
