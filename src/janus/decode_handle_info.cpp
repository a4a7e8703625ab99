// SPDX-License-Identifier: MIT
#include "janus/decode_handle_info.hpp"

#include "janus/request.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace janus_talk::janus {

namespace {

AudioBridgeState decode_audiobridge_state(const Fields& fields) {
    return {.in_room = fields.optional_string("state") == "inroom",
            .room = fields.optional_id<base::RoomId>("room"),
            .id = fields.optional_id<base::ParticipantId>("id"),
            .group = fields.optional_string("group"),
            .display = fields.optional_string("display"),
            .admin = fields.optional_bool("admin"),
            .muted = fields.optional_bool("muted"),
            .active = fields.optional_bool("active"),
            .suspended = fields.optional_bool("suspended"),
            .pre_buffering = fields.optional_bool("pre-buffering"),
            .prebuffer_count = fields.optional_unsigned("prebuffer-count"),
            .queue_in = fields.optional_unsigned("queue-in"),
            .queue_out = fields.optional_signed("queue-out"),
            .buffer_in = fields.optional_unsigned("buffer-in"),
            .last_drop = time_of(fields, "last-drop"),
            .spatial_position = fields.optional_unsigned("spatial_position"),
            .audio_level = fields.optional_unsigned("audio-level-dBov"),
            .talking = fields.optional_bool("talking"),
            .fec = fields.optional_bool("fec"),
            .expected_loss = fields.optional_unsigned("expected-loss"),
            .opus_bitrate = fields.optional_unsigned("opus-bitrate"),
            .plain_rtp = fields.has("plain-rtp"),
            .plugin_offer = fields.flag("plugin-offer"),
            .started = fields.flag("started"),
            .hanging_up = fields.flag("hangingup"),
            .destroyed = fields.flag("destroyed")};
}

struct FlagName {
    std::string_view name;
    bool HandleFlags::*flag;
};

constexpr std::array flag_names{
        FlagName{"got-offer", &HandleFlags::got_offer},
        FlagName{"got-answer", &HandleFlags::got_answer},
        FlagName{"negotiated", &HandleFlags::negotiated},
        FlagName{"processing-offer", &HandleFlags::processing_offer},
        FlagName{"starting", &HandleFlags::starting},
        FlagName{"ice-restart", &HandleFlags::ice_restart},
        FlagName{"ready", &HandleFlags::ready},
        FlagName{"stopped", &HandleFlags::stopped},
        FlagName{"alert", &HandleFlags::alert},
        FlagName{"trickle", &HandleFlags::trickle},
        FlagName{"all-trickles", &HandleFlags::all_trickles},
        FlagName{"resend-trickles", &HandleFlags::resend_trickles},
        FlagName{"trickle-synced", &HandleFlags::trickle_synced},
        FlagName{"data-channels", &HandleFlags::data_channels},
        FlagName{"has-audio", &HandleFlags::has_audio},
        FlagName{"has-video", &HandleFlags::has_video},
        FlagName{"new-datachan-sdp", &HandleFlags::new_data_channel_sdp},
        FlagName{"rfc4588-rtx", &HandleFlags::rfc4588_rtx},
        FlagName{"cleaning", &HandleFlags::cleaning},
        FlagName{"e2ee", &HandleFlags::end_to_end_encryption},
};

HandleFlags decode_flags(const Fields& fields) {
    HandleFlags flags;
    for (const FlagName& known : flag_names)
        flags.*known.flag = fields.flag(known.name);
    return flags;
}

std::optional<IceMode> ice_mode_of(const Fields& fields) {
    const std::string mode = fields.text("ice-mode");
    if (mode == "full")
        return IceMode::full;
    if (mode == "lite")
        return IceMode::lite;
    return std::nullopt;
}

std::optional<IceRole> ice_role_of(const Fields& fields) {
    const std::string role = fields.text("ice-role");
    if (role == "controlling")
        return IceRole::controlling;
    if (role == "controlled")
        return IceRole::controlled;
    return std::nullopt;
}

void decode_core(const Fields& fields, HandleInfo& info) {
    info.session = {fields.required_unsigned("session_id")};
    info.handle = {fields.required_unsigned("handle_id")};
    info.plugin = fields.text("plugin");
    info.opaque_id = fields.optional_string("opaque_id");
    info.session_transport = fields.text("session_transport");
    info.session_timeout =
            std::chrono::seconds{fields.optional_small("session_timeout").value_or(0)};
    info.session_last_activity = time_of(fields, "session_last_activity").value_or(ServerTime{0});
    info.created = time_of(fields, "created").value_or(ServerTime{0});
    info.current_time = time_of(fields, "current_time").value_or(ServerTime{0});
    info.loop_running = fields.flag("loop-running");
    info.agent_created = time_of(fields, "agent-created");
    info.agent_started = time_of(fields, "agent-started");
    info.ice_mode = ice_mode_of(fields);
    info.ice_role = ice_role_of(fields);
    info.queued_packets = fields.count("queued-packets");
    if (const auto pending = fields.find("pending-trickles"))
        info.pending_trickles = pending->size();
    if (const auto sdps = fields.optional_object("sdps")) {
        info.sdps = {.profile = sdps->text("profile"),
                     .local = sdps->text("local"),
                     .remote = sdps->text("remote")};
    }
}

} // namespace

std::optional<ServerTime> time_of(const Fields& fields, std::string_view name) {
    const auto ticks = fields.optional_signed(name);
    if (!ticks)
        return std::nullopt;
    return ServerTime{*ticks};
}

HandleInfo decode_handle_info(const Fields& info) {
    HandleInfo decoded;
    decode_core(info, decoded);
    if (const auto flags = info.optional_object("flags"))
        decoded.flags = decode_flags(*flags);
    const auto state = info.optional_object("plugin_specific");
    if (state && decoded.plugin == audiobridge_plugin)
        decoded.audiobridge = decode_audiobridge_state(*state);
    if (const auto webrtc = info.optional_object("webrtc")) {
        decode_webrtc(*webrtc, decoded);
    } else {
        decode_streams(info.optional_objects("streams"), decoded);
    }
    return decoded;
}

} // namespace janus_talk::janus
