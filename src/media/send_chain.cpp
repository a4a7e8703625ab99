// SPDX-License-Identifier: MIT
#include "media/send_chain.hpp"

#include <gst/audio/audio.h>
#include <gst/audio/gstaudiometa.h>
#include <gst/rtp/gstrtpbuffer.h>
#include <gst/rtp/gstrtphdrext.h>

#include <string>

namespace janus_talk::media {

namespace {

constexpr const char* level_extension = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
constexpr unsigned level_extension_id = 1;

/// Belongs to the sending thread, on which one tick becomes one packet before the next one comes.
struct Tick {
    std::shared_ptr<OutgoingVoice> voice;
    GstElement* metronome;
    std::size_t frame_size;
    GstClockTime time = 0;
    // The same by the clock of the source.
    GstClockTime due = 0;
    // How much earlier than every 20 ms from the start the ticks come by now.
    GstClockTimeDiff ahead = 0;
};

std::chrono::nanoseconds lateness_of(GstBuffer* buffer, GstElement* metronome) {
    const GstClockTime now = gst_element_get_current_running_time(metronome);
    if (!GST_CLOCK_TIME_IS_VALID(now) || !GST_BUFFER_PTS_IS_VALID(buffer))
        return {};
    return std::chrono::nanoseconds{GST_CLOCK_DIFF(GST_BUFFER_PTS(buffer), now)};
}

/// A microphone's clock is the clock of the conference: ticks follow it, so that its sound never
/// waits for the next one. Called between two ticks, on the thread that makes them.
void keep_step(Tick& tick) noexcept {
    const std::chrono::nanoseconds move = tick.voice->move_tick();
    if (move.count() == 0)
        return;
    tick.ahead += move.count();
    g_object_set(tick.metronome, "timestamp-offset", static_cast<gint64>(-tick.ahead), nullptr);
}

GstPadProbeReturn on_tick(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) noexcept {
    auto* tick = static_cast<std::shared_ptr<Tick>*>(data)->get();
    GstBuffer* buffer = gst_buffer_make_writable(gst_pad_probe_info_get_buffer(info));
    info->data = buffer;

    GstMapInfo map{};
    if (gst_buffer_map(buffer, &map, GST_MAP_WRITE) == 0)
        return GST_PAD_PROBE_DROP;
    bool send = false;
    if (map.size == tick->frame_size * sizeof(std::int16_t)) {
        const PcmSpan frame{static_cast<std::int16_t*>(static_cast<void*>(map.data)),
                            tick->frame_size};
        send = tick->voice->tick(lateness_of(buffer, tick->metronome), frame);
    }
    gst_buffer_unmap(buffer, &map);
    if (!send)
        return GST_PAD_PROBE_DROP;
    tick->time = GST_BUFFER_PTS(buffer);
    tick->due = static_cast<GstClockTime>(static_cast<GstClockTimeDiff>(tick->time) + tick->ahead);
    keep_step(*tick);

    // The metronome marks its silence as a gap, for which the encoder would not read the samples.
    gst_buffer_unset_flags(buffer, GST_BUFFER_FLAG_GAP);
    return GST_PAD_PROBE_OK;
}

/// The time of a packet is that of its tick, by the clock of the source (RFC 3550: the media
/// clock). The encoder counts samples instead: it would not see a tick that was left out, and
/// starts 6.5 ms early. The level is noted here for the same reason: noted on samples, the encoder
/// passes it on one packet late.
GstPadProbeReturn on_encoded(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) noexcept {
    const auto* tick = static_cast<std::shared_ptr<Tick>*>(data)->get();
    GstBuffer* buffer = gst_buffer_make_writable(gst_pad_probe_info_get_buffer(info));
    info->data = buffer;
    GST_BUFFER_PTS(buffer) = tick->due;
    const std::uint8_t level = tick->voice->level();
    gst_buffer_add_audio_level_meta(buffer, level, static_cast<gboolean>(level < 127));
    return GST_PAD_PROBE_OK;
}

void copy_packet(GstBuffer* buffer, OutgoingVoice& voice) noexcept {
    GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
    if (gst_rtp_buffer_map(buffer, GST_MAP_READ, &rtp) == 0)
        return;
    const auto* payload = static_cast<const std::uint8_t*>(gst_rtp_buffer_get_payload(&rtp));
    voice.note_packet({payload, gst_rtp_buffer_get_payload_len(&rtp)},
                      gst_rtp_buffer_get_timestamp(&rtp));
    gst_rtp_buffer_unmap(&rtp);
}

/// RTP time is written. From here on webrtcbin's clocksync holds back what has a later time than
/// now.
GstPadProbeReturn on_payloaded(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) noexcept {
    GstBuffer* buffer = gst_buffer_make_writable(gst_pad_probe_info_get_buffer(info));
    info->data = buffer;
    const auto* tick = static_cast<std::shared_ptr<Tick>*>(data)->get();
    GST_BUFFER_PTS(buffer) = tick->time;
    if (tick->voice->wants_packets())
        copy_packet(buffer, *tick->voice);
    return GST_PAD_PROBE_OK;
}

/// webrtcbin delays each packet by the latency that its sources report, as a player would. A sender
/// has nothing to wait for: without this answer each packet leaves 46 ms late.
GstPadProbeReturn answer_no_latency(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer) noexcept {
    GstQuery* query = gst_pad_probe_info_get_query(info);
    if (GST_QUERY_TYPE(query) != GST_QUERY_LATENCY)
        return GST_PAD_PROBE_OK;
    gst_query_set_latency(query, TRUE, 0, GST_CLOCK_TIME_NONE);
    return GST_PAD_PROBE_HANDLED;
}

void configure_metronome(GstElement* metronome) {
    gst_util_set_object_arg(G_OBJECT(metronome), "wave", "silence");
    g_object_set(metronome,
                 "is-live",
                 TRUE,
                 "samplesperbuffer",
                 static_cast<gint>(frame_samples),
                 nullptr);
}

void correct_for(GstElement* encoder, unsigned loss) {
    g_object_set(encoder,
                 "inband-fec",
                 static_cast<gboolean>(loss > 0),
                 "packet-loss-percentage",
                 static_cast<gint>(loss),
                 nullptr);
}

void configure_encoder(GstElement* encoder, const SendChain::Settings& settings) {
    gst_util_set_object_arg(G_OBJECT(encoder), "frame-size", "20");
    // In the voice mode the encoder takes 2.5 times the CPU (0.57 s instead of 0.22 s a minute),
    // but only there it writes in-band FEC at any loss.
    gst_util_set_object_arg(
            G_OBJECT(encoder), "audio-type", settings.expected_loss > 0 ? "voice" : "generic");
    g_object_set(encoder,
                 "bitrate",
                 static_cast<gint>(settings.bitrate),
                 "complexity",
                 static_cast<gint>(settings.complexity),
                 // Ticks that are left out are none of its business.
                 "tolerance",
                 G_MAXINT64,
                 nullptr);
    correct_for(encoder, settings.expected_loss);
}

void configure_payloader(GstElement* payloader, const SendChain::Settings& settings) {
    g_object_set(
            payloader, "pt", static_cast<guint>(opus_payload_type), "ssrc", settings.ssrc, nullptr);
    // RTP time follows the clock, not the count of samples: a tick that is left out is a gap in
    // time.
    g_object_set(payloader, "perfect-rtptime", FALSE, nullptr);

    const ElementPtr extension = make_element("rtphdrextclientaudiolevel");
    gst_rtp_header_extension_set_id(GST_RTP_HEADER_EXTENSION(extension.get()), level_extension_id);
    g_signal_emit_by_name(payloader, "add-extension", extension.get());
}

void add_probe(GstElement* element, GstPadProbeCallback probe, const std::shared_ptr<Tick>& tick) {
    const PadPtr pad{gst_element_get_static_pad(element, "src")};
    gst_pad_add_probe(pad.get(),
                      GST_PAD_PROBE_TYPE_BUFFER,
                      probe,
                      std::make_unique<std::shared_ptr<Tick>>(tick).release(),
                      destroy<std::shared_ptr<Tick>>);
}

std::string codec_description(const SendChain::Settings& settings) {
    std::string text = "application/x-rtp, media=(string)audio, encoding-name=(string)OPUS, "
                       "clock-rate=(int)48000, payload=(int)" +
                       std::to_string(opus_payload_type) +
                       ", encoding-params=(string)2, useinbandfec=(string)1";
    if (settings.channels == 2)
        text += ", sprop-stereo=(string)1, stereo=(string)1";
    return text;
}

} // namespace

SendChain::Settings SendChain::settings_from(const MediaOptions& options) {
    Settings settings;
    settings.channels = options.stereo ? 2 : 1;
    settings.bitrate = options.bitrate.value_or(options.stereo ? 48000 : 32000);
    settings.complexity = options.complexity.value_or(settings.complexity);
    settings.expected_loss = options.expected_loss;
    settings.ssrc = g_random_int();
    return settings;
}

SendChain::SendChain(GstElement* pipeline,
                     const Settings& settings,
                     std::shared_ptr<OutgoingVoice> voice)
    : channels_(settings.channels) {
    const ElementPtr metronome = make_element("audiotestsrc", "metronome");
    const ElementPtr layout = make_element("capsfilter");
    encoder_ = make_element("opusenc", "encoder");
    const ElementPtr payloader = make_element("rtpopuspay");
    tail_ = make_element("capsfilter");

    configure_metronome(metronome.get());
    configure_encoder(encoder_.get(), settings);
    configure_payloader(payloader.get(), settings);
    const CapsPtr pcm = make_pcm_caps(channels_);
    g_object_set(layout.get(), "caps", pcm.get(), nullptr);
    const CapsPtr codec = make_caps(codec_description(settings));
    g_object_set(tail_.get(), "caps", codec.get(), nullptr);

    add_chain(pipeline,
              {metronome.get(), layout.get(), encoder_.get(), payloader.get(), tail_.get()});
    const auto tick = std::make_shared<Tick>(
            Tick{std::move(voice), metronome.get(), std::size_t{frame_samples} * channels_});
    add_probe(metronome.get(), on_tick, tick);
    add_probe(encoder_.get(), on_encoded, tick);
    add_probe(payloader.get(), on_payloaded, tick);
    gst_pad_add_probe(rtp_pad().get(),
                      GST_PAD_PROBE_TYPE_QUERY_UPSTREAM,
                      answer_no_latency,
                      nullptr,
                      nullptr);
}

void SendChain::set_expected_loss(unsigned percent) const {
    correct_for(encoder_.get(), percent);
}

PadPtr SendChain::rtp_pad() const {
    return PadPtr{gst_element_get_static_pad(tail_.get(), "src")};
}

CapsPtr SendChain::codec_caps(const Settings& settings) {
    return make_caps(codec_description(settings));
}

CapsPtr SendChain::offer_caps(const Settings& settings) {
    return make_caps(codec_description(settings) + ", ssrc=(uint)" + std::to_string(settings.ssrc) +
                     ", extmap-" + std::to_string(level_extension_id) + R"(=(string)<"", ")" +
                     level_extension + R"(", "vad=on">)");
}

} // namespace janus_talk::media
