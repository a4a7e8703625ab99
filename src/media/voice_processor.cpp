// SPDX-License-Identifier: MIT
#include "media/voice_processor.hpp"

#include "base/failure.hpp"
#include "media/gst_ptr.hpp"
#include "sound/echo_aligner.hpp"

#include <atomic>
#include <string>

namespace janus_talk::media {

namespace {

/// Peaks that the gain control aims at, below full scale: under the knee of the limiter that
/// follows.
constexpr gint agc_target_dbfs = 9;

/// The canceller looks for its reference by name, in all of the process.
std::string unique_probe_name() {
    static std::atomic<unsigned> count{0};
    return "janus-talk-echo-" + std::to_string(++count);
}

GstFlowReturn collect(GstPad* pad, GstObject* /*parent*/, GstBuffer* buffer) noexcept {
    const BufferPtr owned{buffer};
    auto* out = static_cast<std::vector<std::int16_t>*>(gst_pad_get_element_private(pad));
    GstMapInfo map{};
    if (out != nullptr && gst_buffer_map(buffer, &map, GST_MAP_READ) != 0) {
        const void* bytes = map.data;
        const auto* samples = static_cast<const std::int16_t*>(bytes);
        out->insert(out->end(), samples, samples + map.size / sizeof(std::int16_t));
        gst_buffer_unmap(buffer, &map);
    }
    return GST_FLOW_OK;
}

/// An element with pads of our own before and behind it.
class Stage {
public:
    /// @param out where its output goes; null: nowhere
    Stage(ElementPtr element, unsigned channels, std::vector<std::int16_t>* out)
        : element_(std::move(element)), channels_(channels),
          entry_(GST_PAD(gst_object_ref_sink(gst_pad_new("entry", GST_PAD_SRC)))),
          exit_(GST_PAD(gst_object_ref_sink(gst_pad_new("exit", GST_PAD_SINK)))) {
        gst_pad_set_element_private(exit_.get(), out);
        gst_pad_set_chain_function(exit_.get(), collect);
        const PadPtr sink{gst_element_get_static_pad(element_.get(), "sink")};
        const PadPtr source{gst_element_get_static_pad(element_.get(), "src")};
        gst_pad_link(entry_.get(), sink.get());
        gst_pad_link(source.get(), exit_.get());
        gst_pad_set_active(exit_.get(), TRUE);
        const bool runs = gst_element_set_state(element_.get(), GST_STATE_PLAYING) !=
                          GST_STATE_CHANGE_FAILURE;
        gst_pad_set_active(entry_.get(), TRUE);
        if (!runs) {
            gst_element_set_state(element_.get(), GST_STATE_NULL);
            throw base::Error({base::ExitCode::device,
                               "GStreamer's voice processing can't start.",
                               "Use --no-aec --no-ns --no-agc.",
                               {}});
        }
        announce();
    }

    ~Stage() {
        gst_element_set_state(element_.get(), GST_STATE_NULL);
        gst_pad_set_active(entry_.get(), FALSE);
        gst_pad_set_active(exit_.get(), FALSE);
    }

    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    Stage(Stage&&) = delete;
    Stage& operator=(Stage&&) = delete;

    void push(PcmView samples) {
        const std::size_t bytes = samples.size() * sizeof(std::int16_t);
        BufferPtr buffer{gst_buffer_new_allocate(nullptr, bytes, nullptr)};
        gst_buffer_fill(buffer.get(), 0, samples.data(), bytes);
        const std::uint64_t count = samples.size() / channels_;
        GST_BUFFER_PTS(buffer.get()) = time_of(pushed_);
        GST_BUFFER_DURATION(buffer.get()) = time_of(pushed_ + count) - time_of(pushed_);
        pushed_ += count;
        gst_pad_push(entry_.get(), buffer.release());
    }

    /// The echo probe gives nothing before it knows the delay of what follows it.
    void tell_latency() {
        const PadPtr source{gst_element_get_static_pad(element_.get(), "src")};
        gst_pad_send_event(source.get(), gst_event_new_latency(0));
    }

private:
    static GstClockTime time_of(std::uint64_t samples) {
        return gst_util_uint64_scale(samples, GST_SECOND, sample_rate);
    }

    void announce() {
        gst_pad_push_event(entry_.get(), gst_event_new_stream_start("voice"));
        const CapsPtr caps = make_pcm_caps(channels_);
        gst_pad_push_event(entry_.get(), gst_event_new_caps(caps.get()));
        GstSegment segment{};
        gst_segment_init(&segment, GST_FORMAT_TIME);
        gst_pad_push_event(entry_.get(), gst_event_new_segment(&segment));
    }

    ElementPtr element_;
    unsigned channels_;
    PadPtr entry_;
    PadPtr exit_;
    std::uint64_t pushed_ = 0;
};

ElementPtr make_dsp(const VoiceProcessing& wanted, const std::string& probe) {
    ElementPtr dsp = make_element("webrtcdsp");
    g_object_set(dsp.get(),
                 "probe",
                 probe.c_str(),
                 "echo-cancel",
                 static_cast<gboolean>(wanted.echo_cancellation),
                 // EchoAligner finds the delay, in seconds; the canceller itself needs minutes.
                 "delay-agnostic",
                 FALSE,
                 "extended-filter",
                 TRUE,
                 "noise-suppression",
                 static_cast<gboolean>(wanted.noise_suppression),
                 "gain-control",
                 static_cast<gboolean>(wanted.gain_control),
                 "target-level-dbfs",
                 agc_target_dbfs,
                 // Ours comes first.
                 "high-pass-filter",
                 FALSE,
                 nullptr);
    return dsp;
}

} // namespace

class VoiceProcessor::Impl {
public:
    Impl(unsigned channels, const VoiceProcessing& wanted) : aligner_(channels) {
        const std::string name = unique_probe_name();
        if (wanted.echo_cancellation) {
            probe_ = std::make_unique<Stage>(
                    make_element("webrtcechoprobe", name.c_str()), channels, nullptr);
            probe_->tell_latency();
        }
        dsp_ = std::make_unique<Stage>(make_dsp(wanted, name), channels, &out_);
    }

    void note_played(PcmView played) {
        if (probe_)
            aligner_.add_far(played);
    }

    PcmView process(PcmView captured) {
        out_.clear();
        if (captured.empty())
            return {};
        if (probe_)
            probe_->push(aligner_.match(captured));
        dsp_->push(captured);
        return out_;
    }

private:
    sound::EchoAligner aligner_;
    std::vector<std::int16_t> out_;
    std::unique_ptr<Stage> probe_;
    // Holds on to the probe while it runs.
    std::unique_ptr<Stage> dsp_;
};

VoiceProcessor::VoiceProcessor(unsigned channels, const VoiceProcessing& wanted)
    : impl_(std::make_unique<Impl>(channels, wanted)) {}

VoiceProcessor::~VoiceProcessor() = default;

void VoiceProcessor::note_played(PcmView played) {
    impl_->note_played(played);
}

PcmView VoiceProcessor::process(PcmView captured) {
    return impl_->process(captured);
}

} // namespace janus_talk::media
