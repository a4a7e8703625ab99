// SPDX-License-Identifier: MIT
#include "janus/admin.hpp"
#include "janus/decode_handle_info.hpp"
#include "janus/fixture.hpp"
#include "janus/handle_info.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <cstdint>
#include <string>

using namespace janus_talk;
using namespace janus_talk::janus;
using namespace std::chrono_literals;
using test::fixture;

namespace {

HandleInfo info_of(const std::string& text) {
    auto result = decode_handle_info(std::string_view{text});
    if (const auto* failure = std::get_if<DecodeFailure>(&result))
        FAIL("not understood: " << failure->text);
    return std::get<HandleInfo>(std::move(result));
}

constexpr const char* old_layout = "protocol/22-handle-info.json";
constexpr const char* new_layout = "janus-1.1.2/handle-info.json";

} // namespace

TEST_CASE("the older layout: what the core says") {
    const HandleInfo info = info_of(fixture(old_layout));
    CHECK(info.session == base::SessionId{6483295238725141});
    CHECK(info.handle == base::HandleId{2874929220980746});
    CHECK(info.session_last_activity == 2256932743954us);
    CHECK(info.session_timeout == 60s);
    CHECK(info.session_transport == "janus.transport.websockets");
    CHECK(info.loop_running);
    CHECK(info.created == 2256899865386us);
    CHECK(info.current_time == 2256938632196us);
    CHECK(info.plugin == "janus.plugin.audiobridge");
    CHECK(info.agent_created == ServerTime{2256908188898});
    CHECK_FALSE(info.agent_started);
    CHECK(info.ice_mode == IceMode::full);
    CHECK(info.ice_role == IceRole::controlled);
    CHECK(info.queued_packets == 0);
    CHECK(info.sdps.profile == "UDP/TLS/RTP/SAVPF");
    CHECK(info.sdps.local.substr(0, 7) == "v=0\r\no=");
    CHECK(info.sdps.remote.find("a=mid:0\r\n") != std::string::npos);
}

TEST_CASE("the older layout: the state of the plug-in") {
    const auto state = info_of(fixture(old_layout)).audiobridge;
    REQUIRE(state);
    CHECK(state->in_room);
    CHECK(state->room == base::RoomId{std::uint64_t{7438222881443855}});
    CHECK(state->id == base::ParticipantId{std::uint64_t{336620644100878}});
    CHECK(state->display == "mohsen");
    CHECK(state->muted == false);
    CHECK(state->active == true);
    CHECK(state->pre_buffering == false);
    CHECK(state->prebuffer_count == 6U);
    CHECK(state->queue_in == 7U);
    CHECK(state->queue_out == -1);
    CHECK(state->audio_level == 0U);
    CHECK(state->talking == false);
    CHECK(state->fec == true);
    CHECK(state->started);
    CHECK_FALSE(state->hanging_up);
    CHECK_FALSE(state->destroyed);
    CHECK_FALSE(state->plain_rtp);
    CHECK_FALSE(state->group);
}

TEST_CASE("the older layout: every flag has its own place") {
    const auto flags = info_of(fixture(old_layout)).flags;
    REQUIRE(flags);
    CHECK(flags->got_offer);
    CHECK(flags->got_answer);
    CHECK(flags->negotiated);
    CHECK_FALSE(flags->processing_offer);
    CHECK(flags->starting);
    CHECK_FALSE(flags->ice_restart);
    CHECK(flags->ready);
    CHECK_FALSE(flags->stopped);
    CHECK_FALSE(flags->alert);
    CHECK(flags->trickle);
    CHECK(flags->all_trickles);
    CHECK_FALSE(flags->resend_trickles);
    CHECK_FALSE(flags->trickle_synced);
    CHECK_FALSE(flags->data_channels);
    CHECK(flags->has_audio);
    CHECK_FALSE(flags->has_video);
    CHECK_FALSE(flags->new_data_channel_sdp);
    CHECK_FALSE(flags->rfc4588_rtx);
    CHECK_FALSE(flags->cleaning);
    CHECK_FALSE(flags->end_to_end_encryption);
}

TEST_CASE("the older layout: ICE and DTLS") {
    const HandleInfo info = info_of(fixture(old_layout));
    REQUIRE(info.components.size() == 1);
    const IceComponent& component = info.components[0];
    CHECK(component.stream == 1);
    CHECK(component.component == 1);
    CHECK(component.state == IceState::ready);
    CHECK(component.connected == ServerTime{2256911465543});
    CHECK_FALSE(component.gathered);
    CHECK(component.local_candidates.size() == 7);
    CHECK(component.local_candidates[0] == "1 1 udp 2013266431 79.175.166.178 46968 typ host");
    REQUIRE(component.remote_candidates.size() == 2);
    CHECK(component.remote_candidates[1] == "remote1 1 udp 1853824767 46.245.122.110 58071 typ "
                                            "prflx raddr 46.245.122.110 rport 58071");
    REQUIRE(component.selected_pair);
    CHECK(component.selected_pair->local == CandidateEnd{"79.175.166.178", 46968, "host", "udp"});
    CHECK(component.selected_pair->remote == CandidateEnd{"46.245.122.110", 58071, "prflx", "udp"});
    REQUIRE(component.dtls);
    CHECK(component.dtls->role == DtlsRole::active);
    CHECK(component.dtls->state == DtlsState::connected);
    CHECK(component.dtls->fingerprint.substr(0, 8) == "F7:DD:82");
    CHECK(component.dtls->remote_fingerprint.substr(0, 8) == "A8:A7:1D");
    CHECK(component.dtls->remote_fingerprint_hash == "sha-256");
    CHECK(component.dtls->srtp_profile == "SRTP_AES128_CM_SHA1_80");
    CHECK(component.dtls->retransmissions == 0);
    CHECK(component.dtls->valid == true);
    CHECK(component.dtls->ready == true);
    CHECK(component.dtls->handshake_started == ServerTime{2256911465582});
    CHECK(component.dtls->connected == ServerTime{2256911648317});
    CHECK_FALSE(component.dtls->in);
}

TEST_CASE("the older layout: media and its statistics") {
    const HandleInfo info = info_of(fixture(old_layout));
    CHECK(info.extensions.at("urn:ietf:params:rtp-hdrext:ssrc-audio-level") == 1);
    CHECK(info.extensions.size() == 3);
    CHECK(info.transport_cc);
    CHECK(info.transport_cc_extension == 3U);
    REQUIRE(info.media.size() == 1);
    const MediaStatistics& audio = info.media[0];
    CHECK(audio.type == "audio");
    CHECK(audio.mid.empty());
    CHECK(audio.ssrc == 2031786083U);
    CHECK(audio.peer_ssrc == 1063404790U);
    CHECK(audio.send);
    CHECK(audio.receive);
    CHECK(audio.payload_type == 111U);
    CHECK(audio.codec == "opus");
    CHECK_FALSE(audio.nacks);
    CHECK(audio.nack_queue == 200ms);
    CHECK(audio.rtcp == RtcpStatistics{48000, 74ms, 0, 0, 4ms, 1ms, 100, 100, 100, 100});
    CHECK(audio.in == Traffic{1349, 86346, 2746, 0});
    CHECK(audio.out == Traffic{1349, 37772, 1428, 0});
    CHECK(info.data_in == PacketCount{2, 1228});
    CHECK(info.data_out == PacketCount{2, 782});
}

TEST_CASE("the layout of 1.1.2: what the core and the plug-in say") {
    const HandleInfo info = info_of(fixture(new_layout));
    CHECK(info.session == base::SessionId{5187925272085406});
    CHECK(info.handle == base::HandleId{3208733140832632});
    CHECK(info.opaque_id == "janus-talk");
    CHECK(info.agent_started == ServerTime{1675266444});
    CHECK(info.ice_role == IceRole::controlled);
    REQUIRE(info.audiobridge);
    CHECK(info.audiobridge->in_room);
    CHECK(info.audiobridge->display == "Ada");
    CHECK(info.audiobridge->queue_in == 6U);
    CHECK(info.audiobridge->last_drop == ServerTime{1675362121});
    CHECK(info.audiobridge->expected_loss == 0U);
    CHECK_FALSE(info.audiobridge->talking);
    REQUIRE(info.flags);
    CHECK(info.flags->ready);
    CHECK_FALSE(info.flags->has_audio);
}

TEST_CASE("the layout of 1.1.2: ICE, DTLS, media and statistics") {
    const HandleInfo info = info_of(fixture(new_layout));
    REQUIRE(info.components.size() == 1);
    const IceComponent& component = info.components[0];
    CHECK(component.stream == 1);
    CHECK(component.component == 1);
    CHECK(component.state == IceState::ready);
    CHECK(component.gathered == ServerTime{1675266037});
    CHECK(component.local_candidates.size() == 1);
    CHECK(component.remote_candidates.size() == 2);
    CHECK(component.selected_pair ==
          SelectedPair{{"10.77.50.1", 59564, "host", "udp"}, {"10.77.50.1", 46530, "host", "udp"}});
    REQUIRE(component.dtls);
    CHECK(component.dtls->state == DtlsState::connected);
    CHECK(component.dtls->in == PacketCount{9, 1989});
    CHECK(component.dtls->out == PacketCount{2, 784});
    CHECK(info.extensions.empty());
    CHECK_FALSE(info.transport_cc);
    REQUIRE(info.media.size() == 1);
    const MediaStatistics& audio = info.media[0];
    CHECK(audio.mid == "audio0");
    CHECK(audio.type == "audio");
    CHECK(audio.index == 0U);
    CHECK(audio.ssrc == 3770030127U);
    CHECK(audio.peer_ssrc == 3432225908U);
    CHECK(audio.send);
    CHECK(audio.receive);
    CHECK(audio.payload_type == 111U);
    CHECK(audio.codec == "opus");
    CHECK(audio.rtcp == RtcpStatistics{48000, 0ms, 0, 0, 2ms, 0ms, 100, 100, 0, 0});
    CHECK(audio.in == Traffic{236, 13504, 2648, 0});
    CHECK(audio.out == Traffic{210, 15010, 3646, 0});
}

TEST_CASE("a handle without a peer connection has neither ICE nor media") {
    const HandleInfo info = info_of(fixture("janus-1.1.2/handle-info-idle.json"));
    CHECK(info.components.empty());
    CHECK(info.media.empty());
    CHECK(info.sdps.local.empty());
    CHECK_FALSE(info.ice_role);
    CHECK_FALSE(info.agent_created);
    REQUIRE(info.audiobridge);
    CHECK_FALSE(info.audiobridge->in_room);
    CHECK_FALSE(info.audiobridge->room);
    CHECK_FALSE(info.audiobridge->started);
}

TEST_CASE("when only the plug-in was asked for there are no flags") {
    const HandleInfo info = info_of(fixture("janus-1.1.2/handle-info-plugin-only.json"));
    CHECK_FALSE(info.flags);
    CHECK(info.audiobridge->display == "Ada");
}

TEST_CASE("what another plug-in says about its handle is not mistaken for ours") {
    const HandleInfo info = info_of(
            R"({"session_id":1,"handle_id":2,"plugin":"janus.plugin.echotest","plugin_specific":{"state":"inroom"}})");
    CHECK_FALSE(info.audiobridge);
}

TEST_CASE("members of newer servers are read") {
    const auto info = info_of(
            R"({"session_id":1,"handle_id":2,"plugin":"janus.plugin.audiobridge","plugin_specific":{"state":"inroom",)"
            R"("room":"board","id":"x","group":"left","admin":true,"suspended":true,"buffer-in":4,"spatial_position":25,)"
            R"("opus-bitrate":32000,"plain-rtp":{"local-ip":"192.0.2.1"},"plugin-offer":true},"pending-trickles":[1,2,3]})");
    const auto state = *info.audiobridge;
    CHECK(state.room == base::RoomId{std::string{"board"}});
    CHECK(state.group == "left");
    CHECK(state.admin == true);
    CHECK(state.suspended == true);
    CHECK(state.buffer_in == 4U);
    CHECK(state.spatial_position == 25U);
    CHECK(state.opus_bitrate == 32000U);
    CHECK(state.plain_rtp);
    CHECK(state.plugin_offer);
    CHECK(info.pending_trickles == 3);
}

TEST_CASE("two streams with two components and video are all there") {
    const auto info = info_of(
            R"({"session_id":1,"handle_id":2,"streams":[{"id":1,"ssrc":{"audio":5,"video":6},"direction":{"video-recv":true},)"
            R"("rtcp_stats":{"video":{"base":90000,"lost":-2,"lost-by-remote":16777215}},"components":[{"id":1,"state":"connecting","in_stats":)"
            R"({"video_packets":9,"do_video_nacks":true}},{"id":2,"state":"weird","in_stats":{"video_packets":1}}]}]})");
    REQUIRE(info.media.size() == 2);
    CHECK(info.media[0].type == "audio");
    CHECK(info.media[1].type == "video");
    CHECK(info.media[1].receive);
    CHECK_FALSE(info.media[1].send);
    CHECK(info.media[1].rtcp->lost == -2);
    CHECK(info.media[1].rtcp->lost_by_remote == -1);
    CHECK(info.media[1].in.packets == 9);
    CHECK(info.media[1].nacks);
    CHECK_FALSE(info.media[0].nacks);
    REQUIRE(info.components.size() == 2);
    CHECK(info.components[0].state == IceState::connecting);
    CHECK(info.components[1].state == IceState::unknown);
    CHECK(info.components[1].component == 2);
}

TEST_CASE("a handle info without its ids fails, everything else may be missing") {
    const auto failure = [](const char* text) {
        const auto result = decode_handle_info(std::string_view{text});
        return std::holds_alternative<DecodeFailure>(result) ? std::get<DecodeFailure>(result).text
                                                             : std::string{};
    };
    CHECK(failure("{}") == "session_id is not an unsigned integer");
    CHECK(failure(R"({"session_id":1})") == "handle_id is not an unsigned integer");
    CHECK(failure(R"({"session_id":1,"handle_id":2})").empty());
    CHECK(failure("[]") == "not a JSON object");
    CHECK(failure("nonsense") == "not JSON (byte 1)");
}

TEST_CASE("selected pairs are read for both address families") {
    const auto pair =
            parse_selected_pair("2001:db8::1:5000 [srflx,udp] <-> fe80::2:6000 [relay,tcp]");
    REQUIRE(pair);
    CHECK(pair->local == CandidateEnd{"2001:db8::1", 5000, "srflx", "udp"});
    CHECK(pair->remote == CandidateEnd{"fe80::2", 6000, "relay", "tcp"});
}

TEST_CASE("what is no selected pair is none") {
    const std::string text = GENERATE("",
                                      " <-> ",
                                      "x",
                                      "1.2.3.4:5 [host,udp]",
                                      "1.2.3.4:5 [host,udp] <-> ",
                                      "1.2.3.4:5 [host] <-> 1.2.3.4:5 [host]",
                                      "1.2.3.4:99999 [host,udp] <-> 1.2.3.4:5 [host,udp]",
                                      "1.2.3.4: [host,udp] <-> 1.2.3.4:5 [host,udp]",
                                      "1.2.3.4 [host,udp] <-> 1.2.3.4:5 [host,udp]",
                                      "1.2.3.4:5 [host,udp <-> 1.2.3.4:5 [host,udp]",
                                      "1.2.3.4:5 [,] <-> [");
    CAPTURE(text);
    CHECK_FALSE(parse_selected_pair(text));
}
