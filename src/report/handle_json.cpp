// SPDX-License-Identifier: MIT
#include "report/handle_json.hpp"

#include "json/writer.hpp"
#include "report/handle_words.hpp"
#include "report/json_fields.hpp"

#include <array>

namespace janus_talk::report {

namespace {

using janus::HandleFlags;
using janus::HandleInfo;

struct FlagName {
    std::string_view name;
    bool HandleFlags::*flag;
};

constexpr std::array flag_names{
        FlagName{"got_offer", &HandleFlags::got_offer},
        FlagName{"got_answer", &HandleFlags::got_answer},
        FlagName{"negotiated", &HandleFlags::negotiated},
        FlagName{"processing_offer", &HandleFlags::processing_offer},
        FlagName{"starting", &HandleFlags::starting},
        FlagName{"ice_restart", &HandleFlags::ice_restart},
        FlagName{"ready", &HandleFlags::ready},
        FlagName{"stopped", &HandleFlags::stopped},
        FlagName{"alert", &HandleFlags::alert},
        FlagName{"trickle", &HandleFlags::trickle},
        FlagName{"all_trickles", &HandleFlags::all_trickles},
        FlagName{"resend_trickles", &HandleFlags::resend_trickles},
        FlagName{"trickle_synced", &HandleFlags::trickle_synced},
        FlagName{"data_channels", &HandleFlags::data_channels},
        FlagName{"has_audio", &HandleFlags::has_audio},
        FlagName{"has_video", &HandleFlags::has_video},
        FlagName{"new_data_channel_sdp", &HandleFlags::new_data_channel_sdp},
        FlagName{"rfc4588_rtx", &HandleFlags::rfc4588_rtx},
        FlagName{"cleaning", &HandleFlags::cleaning},
        FlagName{"end_to_end_encryption", &HandleFlags::end_to_end_encryption},
};

class HandleWriter {
public:
    explicit HandleWriter(const HandleInfo& info) : info_(info) {}

    std::string write(bool with_sdp) {
        json_.begin_object();
        write_core();
        if (info_.audiobridge)
            write_audiobridge(*info_.audiobridge);
        if (info_.flags)
            write_flags(*info_.flags);
        write_ice();
        write_media();
        if (with_sdp)
            write_sdps();
        return json_.end_object().take();
    }

private:
    void write_age(std::string_view name, const std::optional<janus::ServerTime>& then) {
        if (const auto seconds = age(info_, then))
            json_.fixed_member(name, *seconds, 3);
    }

    void write_core() {
        json_.member("session", info_.session.value).member("handle", info_.handle.value);
        json_.member("plugin", info_.plugin).member("state", state_of(info_));
        json_.member("opaque_id", info_.opaque_id).member("transport", info_.session_transport);
        json_.member("session_timeout_s", info_.session_timeout.count());
        write_age("session_idle_s", info_.session_last_activity);
        write_age("age_s", info_.created);
        json_.member("loop_running", info_.loop_running);
        json_.member("queued_packets", info_.queued_packets);
        json_.member("pending_trickles", info_.pending_trickles);
    }

    void write_audiobridge(const janus::AudioBridgeState& state) {
        json_.key("participant").begin_object().member("in_room", state.in_room);
        if (state.room)
            write_id(json_, "room", *state.room);
        if (state.id)
            write_id(json_, "id", *state.id);
        json_.member("group", state.group).member("display", state.display);
        json_.member("admin", state.admin).member("muted", state.muted);
        json_.member("active", state.active).member("suspended", state.suspended);
        json_.member("prebuffering", state.pre_buffering);
        json_.member("prebuffer_packets", state.prebuffer_count);
        json_.member("queue_in_packets", state.queue_in);
        json_.member("queue_out_packets", state.queue_out);
        json_.member("buffer_in_packets", state.buffer_in);
        write_age("last_drop_age_s", state.last_drop);
        json_.member("spatial_position", state.spatial_position);
        if (state.audio_level)
            json_.member("level_dbov", -static_cast<std::int64_t>(*state.audio_level));
        json_.member("talking", state.talking).member("fec", state.fec);
        json_.member("expected_loss_pct", state.expected_loss);
        json_.member("opus_bitrate_bps", state.opus_bitrate);
        json_.member("plain_rtp", state.plain_rtp).member("plugin_offer", state.plugin_offer);
        json_.member("started", state.started).member("hanging_up", state.hanging_up);
        json_.member("destroyed", state.destroyed).end_object();
    }

    void write_flags(const HandleFlags& flags) {
        json_.key("flags").begin_object();
        for (const FlagName& known : flag_names)
            json_.member(known.name, flags.*known.flag);
        json_.end_object();
    }

    void write_ice() {
        json_.key("ice").begin_object();
        if (info_.ice_mode)
            json_.member("mode", name_of(*info_.ice_mode));
        if (info_.ice_role)
            json_.member("role", name_of(*info_.ice_role));
        write_age("agent_created_age_s", info_.agent_created);
        write_age("agent_started_age_s", info_.agent_started);
        json_.key("components").begin_array();
        for (const janus::IceComponent& component : info_.components)
            write_component(component);
        json_.end_array().end_object();
    }

    void write_component(const janus::IceComponent& component) {
        json_.begin_object().member("stream", component.stream);
        json_.member("component", component.component).member("state", name_of(component.state));
        write_age("gathered_age_s", component.gathered);
        write_age("connected_age_s", component.connected);
        write_list("local_candidates", component.local_candidates);
        write_list("remote_candidates", component.remote_candidates);
        if (component.selected_pair) {
            json_.key("selected_pair").begin_object();
            write_end("local", component.selected_pair->local);
            write_end("remote", component.selected_pair->remote);
            json_.end_object();
        }
        if (component.dtls)
            write_dtls(*component.dtls);
        json_.end_object();
    }

    void write_list(std::string_view name, const std::vector<std::string>& texts) {
        json_.key(name).begin_array();
        for (const std::string& text : texts)
            json_.value(trimmed(text));
        json_.end_array();
    }

    void write_end(std::string_view name, const janus::CandidateEnd& end) {
        json_.key(name).begin_object().member("address", end.address).member("port", end.port);
        json_.member("type", end.type).member("protocol", end.protocol).end_object();
    }

    void write_count(std::string_view name, const janus::PacketCount& count) {
        json_.key(name).begin_object().member("packets", count.packets);
        json_.member("bytes", count.bytes).end_object();
    }

    void write_dtls(const janus::Dtls& dtls) {
        json_.key("dtls").begin_object().member("role", name_of(dtls.role));
        json_.member("state", name_of(dtls.state));
        write_text(json_, "fingerprint", dtls.fingerprint);
        write_text(json_, "remote_fingerprint", dtls.remote_fingerprint);
        write_text(json_, "remote_fingerprint_hash", dtls.remote_fingerprint_hash);
        write_text(json_, "srtp_profile", dtls.srtp_profile);
        json_.member("retransmissions", dtls.retransmissions);
        json_.member("valid", dtls.valid).member("ready", dtls.ready);
        write_age("handshake_started_age_s", dtls.handshake_started);
        write_age("connected_age_s", dtls.connected);
        if (dtls.in)
            write_count("in", *dtls.in);
        if (dtls.out)
            write_count("out", *dtls.out);
        json_.end_object();
    }

    void write_media() {
        json_.key("extensions").begin_object();
        for (const auto& [uri, id] : info_.extensions)
            json_.member(uri, id);
        json_.end_object().member("transport_cc", info_.transport_cc);
        json_.member("transport_cc_extension", info_.transport_cc_extension);
        json_.key("media").begin_array();
        for (const janus::MediaStatistics& media : info_.media)
            write_medium(media);
        json_.end_array();
        write_count("data_in", info_.data_in);
        write_count("data_out", info_.data_out);
    }

    void write_medium(const janus::MediaStatistics& media) {
        json_.begin_object();
        write_text(json_, "mid", media.mid);
        json_.member("type", media.type).member("index", media.index);
        json_.member("ssrc", media.ssrc).member("peer_ssrc", media.peer_ssrc);
        json_.member("send", media.send).member("receive", media.receive);
        json_.member("payload_type", media.payload_type);
        write_text(json_, "codec", media.codec);
        json_.member("nacks", media.nacks).member("nack_queue_ms", media.nack_queue.count());
        if (media.rtcp)
            write_rtcp(*media.rtcp);
        write_traffic("in", media.in);
        write_traffic("out", media.out);
        json_.end_object();
    }

    void write_rtcp(const janus::RtcpStatistics& rtcp) {
        json_.key("rtcp").begin_object().member("clock_rate_hz", rtcp.clock_rate);
        json_.member("rtt_ms", rtcp.round_trip.count()).member("lost_packets", rtcp.lost);
        json_.member("lost_by_remote_packets", rtcp.lost_by_remote);
        json_.member("jitter_local_ms", rtcp.jitter_local.count());
        json_.member("jitter_remote_ms", rtcp.jitter_remote.count());
        json_.member("in_link_quality_pct", rtcp.in_link_quality);
        json_.member("in_media_link_quality_pct", rtcp.in_media_link_quality);
        json_.member("out_link_quality_pct", rtcp.out_link_quality);
        json_.member("out_media_link_quality_pct", rtcp.out_media_link_quality).end_object();
    }

    void write_traffic(std::string_view name, const janus::Traffic& traffic) {
        json_.key(name).begin_object().member("packets", traffic.packets);
        json_.member("bytes", traffic.bytes);
        json_.member("bytes_per_s", traffic.bytes_last_second);
        json_.fixed_member("kbps", kilobits(traffic), 1);
        json_.member("nacks", traffic.nacks).end_object();
    }

    void write_sdps() {
        json_.key("sdp").begin_object();
        write_text(json_, "profile", info_.sdps.profile);
        write_text(json_, "local", without_passwords(info_.sdps.local));
        write_text(json_, "remote", without_passwords(info_.sdps.remote));
        json_.end_object();
    }

    const HandleInfo& info_;
    json::Writer json_;
};

} // namespace

std::string handle_members(const HandleInfo& info, bool with_sdp) {
    return HandleWriter{info}.write(with_sdp);
}

} // namespace janus_talk::report
