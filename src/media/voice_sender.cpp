// SPDX-License-Identifier: MIT
#include "media/voice_sender.hpp"

#include "base/failure.hpp"
#include "core/codec.hpp"
#include "media/rtp_packet.hpp"
#include "media/voice_codec.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

/// webrtcbin delays each packet by the latency that its sources report, as a player would. A sender
/// has nothing to wait for: without this answer each packet leaves 46 ms late.
gboolean answer_no_latency(GstPad* pad, GstObject* parent, GstQuery* query) noexcept {
    if (GST_QUERY_TYPE(query) != GST_QUERY_LATENCY)
        return gst_pad_query_default(pad, parent, query);
    gst_query_set_latency(query, TRUE, 0, GST_CLOCK_TIME_NONE);
    return TRUE;
}

std::string codec_description(const VoiceSender::Settings& settings) {
    const core::CodecFacts& facts = core::facts_of(settings.codec);
    std::string text = "application/x-rtp, media=(string)audio, encoding-name=(string)";
    text += facts.encoding;
    text += ", clock-rate=(int)" + std::to_string(facts.clock_rate) + ", payload=(int)" +
            std::to_string(facts.payload_type);
    if (settings.codec != core::Codec::opus)
        return text;
    text += ", encoding-params=(string)" + std::to_string(facts.channels) +
            ", useinbandfec=(string)1";
    if (settings.channels == 2)
        text += ", sprop-stereo=(string)1, stereo=(string)1";
    return text;
}

std::string ssrc_description(const VoiceSender::Settings& settings) {
    return ", ssrc=(uint)" + std::to_string(settings.ssrc);
}

} // namespace

/// What the thread does and knows.
class VoiceSender::Work {
public:
    Work(GstElement* pipeline,
         GstPad* sink,
         const Settings& settings,
         std::shared_ptr<OutgoingVoice> voice)
        : settings_(settings), pipeline_(share(pipeline)), pad_(gst_pad_new("voice", GST_PAD_SRC)),
          voice_(std::move(voice)), encoder_(make_encoder(settings.codec,
                                                          {settings.channels,
                                                           settings.bitrate,
                                                           settings.complexity,
                                                           settings.expected_loss})),
          expected_loss_(settings.expected_loss),
          frame_(std::size_t{frame_samples} * settings.channels) {
        gst_object_ref_sink(pad_.get());
        gst_pad_set_query_function(pad_.get(), answer_no_latency);
        if (gst_pad_link(pad_.get(), sink) != GST_PAD_LINK_OK)
            throw base::Error(
                    {base::ExitCode::internal, "webrtcbin refuses to send audio.", {}, {}});
        gst_pad_set_active(pad_.get(), TRUE);
        header_.payload_type = core::facts_of(settings.codec).payload_type;
        header_.marker = true;
        header_.ssrc = settings.ssrc;
        // RFC 3550, 5.1: both begin anywhere.
        header_.sequence = static_cast<std::uint16_t>(g_random_int());
        header_.timestamp = g_random_int();
    }

    void go() {
        {
            const std::lock_guard lock{mutex_};
            going_ = true;
        }
        waker_.notify_all();
    }

    void expect_loss(unsigned percent) noexcept { expected_loss_.store(percent); }

    void run(const std::stop_token& stopping) {
        introduce();
        {
            std::unique_lock lock{mutex_};
            if (!waker_.wait(lock, stopping, [this] { return going_; }))
                return;
        }
        auto due = Clock::now();
        while (wait_until(due, stopping)) {
            tick(due);
            due += frame_duration - voice_->move_tick();
        }
    }

private:
    bool wait_until(Clock::time_point due, const std::stop_token& stopping) {
        std::unique_lock lock{mutex_};
        waker_.wait_until(lock, stopping, due, [] { return false; });
        return !stopping.stop_requested();
    }

    /// Events stay with the pad: they go with the first packet if nobody wants them now.
    void introduce() {
        gst_pad_push_event(pad_.get(), gst_event_new_stream_start("voice"));
        const CapsPtr caps = make_caps(codec_description(settings_) + ssrc_description(settings_));
        gst_pad_push_event(pad_.get(), gst_event_new_caps(caps.get()));
        GstSegment segment;
        gst_segment_init(&segment, GST_FORMAT_TIME);
        gst_pad_push_event(pad_.get(), gst_event_new_segment(&segment));
    }

    void tick(Clock::time_point due) {
        const auto lateness = Clock::now() - due;
        const GstClockTime time = time_of_tick(lateness);
        if (voice_->tick(lateness, frame_))
            send_frame(time);
        else
            header_.marker = true;
        // The media clock (RFC 3550, 5.1): each tick is 20 ms of the source, sent or not.
        header_.timestamp += core::facts_of(settings_.codec).clock_rate / frames_per_second;
    }

    void send_frame(GstClockTime time) {
        if (const unsigned percent = expected_loss_.load(); percent != told_loss_) {
            encoder_->set_expected_loss(percent);
            told_loss_ = percent;
        }
        const std::size_t size = encoder_->encode(frame_, payload_);
        if (size == 0)
            return;
        const std::span<const std::uint8_t> payload{payload_.data(), size};
        if (voice_->wants_packets())
            voice_->note_packet(payload, header_.timestamp);
        header_.level = voice_->level();
        const auto bytes = header_.bytes();
        GstBuffer* buffer = gst_buffer_new_allocate(nullptr, bytes.size() + size, nullptr);
        gst_buffer_fill(buffer, 0, bytes.data(), bytes.size());
        gst_buffer_fill(buffer, bytes.size(), payload.data(), payload.size());
        GST_BUFFER_PTS(buffer) = time;
        // Whatever it returns, the next packet may pass.
        gst_pad_push(pad_.get(), buffer);
        ++header_.sequence;
        header_.marker = false;
    }

    /// By the clock of the pipeline; webrtcbin's clocksync holds back what is later than now.
    GstClockTime time_of_tick(std::chrono::nanoseconds lateness) const noexcept {
        const GstClockTime now = gst_element_get_current_running_time(pipeline_.get());
        const auto late = static_cast<GstClockTime>(std::max<std::int64_t>(0, lateness.count()));
        return GST_CLOCK_TIME_IS_VALID(now) && now > late ? now - late : 0;
    }

    const Settings settings_;
    const ElementPtr pipeline_;
    const PadPtr pad_;
    const std::shared_ptr<OutgoingVoice> voice_;
    const std::unique_ptr<sound::VoiceEncoder> encoder_;
    std::atomic<unsigned> expected_loss_;

    std::mutex mutex_;
    std::condition_variable_any waker_;
    bool going_ = false;

    // Thread only.
    unsigned told_loss_ = 0;
    RtpHeader header_;
    std::vector<std::int16_t> frame_;
    std::array<std::uint8_t, sound::VoiceEncoder::longest_packet> payload_{};
};

VoiceSender::Settings VoiceSender::settings_from(const MediaOptions& options) {
    Settings settings;
    settings.codec = options.codec;
    settings.channels = options.stereo ? 2 : 1;
    settings.bitrate = options.bitrate.value_or(options.stereo ? 48000 : 32000);
    settings.complexity = options.complexity.value_or(settings.complexity);
    settings.expected_loss = options.expected_loss;
    settings.ssrc = g_random_int();
    return settings;
}

VoiceSender::VoiceSender(GstElement* pipeline,
                         GstPad* sink,
                         const Settings& settings,
                         std::shared_ptr<OutgoingVoice> voice)
    : work_(std::make_shared<Work>(pipeline, sink, settings, std::move(voice))) {}

VoiceSender::~VoiceSender() = default;

void VoiceSender::start() {
    thread_ =
            std::jthread{[work = work_](const std::stop_token& stopping) { work->run(stopping); }};
}

void VoiceSender::go() {
    work_->go();
}

void VoiceSender::stop() {
    thread_.request_stop();
}

void VoiceSender::set_expected_loss(unsigned percent) {
    work_->expect_loss(percent);
}

CapsPtr VoiceSender::codec_caps(const Settings& settings) {
    return make_caps(codec_description(settings));
}

CapsPtr VoiceSender::offer_caps(const Settings& settings) {
    return make_caps(codec_description(settings) + ssrc_description(settings) + ", extmap-" +
                     std::to_string(level_extension_id) + R"(=(string)<"", ")" + level_extension +
                     R"(", "vad=on">)");
}

} // namespace janus_talk::media
