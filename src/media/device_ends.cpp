// SPDX-License-Identifier: MIT
#include "media/device_ends.hpp"

#include "media/device_choice.hpp"
#include "media/device_pipeline.hpp"
#include "media/echo_reference.hpp"
#include "media/level_meter.hpp"
#include "media/queued_source.hpp"
#include "media/voice_processor.hpp"
#include "sound/high_pass.hpp"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

using core::media::Direction;
using Activity = DevicePipeline::Activity;

// Half a frame at a time keeps the delay low, and 40 ms hold the scheduling of a busy desktop.
constexpr gint64 device_period_us = 10000;
constexpr gint64 device_buffer_us = 40000;

/// A loudspeaker takes 10 ms at a time.
constexpr gint piece_samples = 480;

ElementPtr make_device(const DeviceChoice& choice) {
    ElementPtr element = make_element(choice.factory.c_str(), DevicePipeline::device_element);
    if (!choice.device.empty())
        g_object_set(element.get(), "device", choice.device.c_str(), nullptr);
    g_object_set(element.get(),
                 "latency-time",
                 device_period_us,
                 "buffer-time",
                 device_buffer_us,
                 nullptr);
    if (choice.is_pulse()) {
        g_object_set(element.get(), "client-name", "janus-talk", nullptr);
        const StructurePtr role{
                gst_structure_new("props", "media.role", G_TYPE_STRING, "phone", nullptr)};
        g_object_set(element.get(), "stream-properties", role.get(), nullptr);
    }
    return element;
}

/// What becomes of that which a microphone gives. @thread streaming
struct Capture {
    std::shared_ptr<QueuedSource> source;
    std::shared_ptr<Activity> activity;
    sound::HighPass high_pass;
    std::shared_ptr<EchoReference> echo;
    std::unique_ptr<VoiceProcessor> processor;
    std::vector<std::int16_t> played;

    void add(PcmSpan samples) {
        activity->note();
        if (!activity->allowed.load(std::memory_order_relaxed))
            return;
        source->note_clipped(count_clipped(samples));
        high_pass.process(samples);
        // A live source always has room.
        [[maybe_unused]] const bool taken = source->offer(processor ? processed(samples) : samples);
    }

    PcmView processed(PcmView samples) {
        played.clear();
        echo->take(played);
        processor->note_played(played);
        return processor->process(samples);
    }
};

GstPadProbeReturn on_captured(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) noexcept {
    GstBuffer* buffer = gst_buffer_make_writable(gst_pad_probe_info_get_buffer(info));
    info->data = buffer;
    GstMapInfo map{};
    if (gst_buffer_map(buffer, &map, GST_MAP_READWRITE) == 0)
        return GST_PAD_PROBE_OK;
    void* bytes = map.data;
    static_cast<Capture*>(data)->add(
            {static_cast<std::int16_t*>(bytes), map.size / sizeof(std::int16_t)});
    gst_buffer_unmap(buffer, &map);
    return GST_PAD_PROBE_OK;
}

/// What a capture pipeline needs to know, whichever device it is for.
struct CaptureSettings {
    std::shared_ptr<QueuedSource> source;
    std::shared_ptr<EchoReference> echo;
    VoiceProcessing processing;
    unsigned channels;
};

std::unique_ptr<Capture> make_capture(const CaptureSettings& settings,
                                      const std::shared_ptr<Activity>& activity) {
    auto capture = std::make_unique<Capture>(Capture{
            settings.source, activity, sound::HighPass{settings.channels}, settings.echo, {}, {}});
    if (settings.processing.any() && settings.echo) {
        capture->processor =
                std::make_unique<VoiceProcessor>(settings.channels, settings.processing);
        capture->echo->forget();
    }
    return capture;
}

PipelinePtr build_capture(const DeviceChoice& choice,
                          const std::shared_ptr<Activity>& activity,
                          const CaptureSettings& settings) {
    PipelinePtr pipeline = make_pipeline();
    const ElementPtr device = make_device(choice);
    const ElementPtr converter = make_element("audioconvert");
    const ElementPtr resampler = make_element("audioresample");
    const ElementPtr layout = make_element("capsfilter");
    const ElementPtr end = make_element("fakesink");
    const CapsPtr pcm = make_pcm_caps(settings.channels);
    g_object_set(layout.get(), "caps", pcm.get(), nullptr);
    g_object_set(end.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, nullptr);
    add_chain(pipeline.get(),
              {device.get(), converter.get(), resampler.get(), layout.get(), end.get()});
    const PadPtr pad{gst_element_get_static_pad(layout.get(), "src")};
    gst_pad_add_probe(pad.get(),
                      GST_PAD_PROBE_TYPE_BUFFER,
                      on_captured,
                      make_capture(settings, activity).release(),
                      destroy<Capture>);
    return pipeline;
}

class DeviceInput final : public AudioInput {
public:
    DeviceInput(std::vector<DeviceChoice> choices, bool give_up, const EndContext& context)
        : source_(std::make_shared<QueuedSource>(QueuedSource::Kind::live, context.channels)),
          device_(context,
                  {Direction::input,
                   std::move(choices),
                   give_up,
                   [settings =
                            CaptureSettings{
                                    source_, context.echo, context.processing, context.channels}](
                           const DeviceChoice& choice, const std::shared_ptr<Activity>& activity) {
                       return build_capture(choice, activity, settings);
                   }}) {}

    std::shared_ptr<PcmSource> source() override { return source_; }

    void start() override { device_.start(); }

    BlockingWork stop() override { return device_.stop(); }

private:
    std::shared_ptr<QueuedSource> source_;
    DevicePipeline device_;
};

/// What the loudspeaker takes, from whatever conference is on just now.
class Playback {
public:
    explicit Playback(std::shared_ptr<EchoReference> echo) : echo_(std::move(echo)) {}

    /// @thread main
    void play(std::shared_ptr<PcmSource> room) {
        const std::lock_guard lock{mutex_};
        room_ = std::move(room);
    }

    /// @thread streaming
    void fill(PcmSpan samples) {
        const std::lock_guard lock{mutex_};
        if (!room_ || room_->read(samples) != PcmSource::Pull::sound)
            std::fill(samples.begin(), samples.end(), std::int16_t{0});
        if (echo_)
            echo_->write(samples);
    }

private:
    const std::shared_ptr<EchoReference> echo_;
    // The main thread changes the conference while the loudspeaker plays.
    std::mutex mutex_;
    std::shared_ptr<PcmSource> room_;
};

struct Player {
    std::shared_ptr<Playback> playback;
    std::shared_ptr<Activity> activity;
};

GstPadProbeReturn on_needed(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) noexcept {
    const auto* player = static_cast<const Player*>(data);
    GstBuffer* buffer = gst_buffer_make_writable(gst_pad_probe_info_get_buffer(info));
    info->data = buffer;
    GstMapInfo map{};
    if (gst_buffer_map(buffer, &map, GST_MAP_WRITE) == 0)
        return GST_PAD_PROBE_DROP;
    void* bytes = map.data;
    player->playback->fill({static_cast<std::int16_t*>(bytes), map.size / sizeof(std::int16_t)});
    gst_buffer_unmap(buffer, &map);
    // The source marks its silence as a gap, which nobody would play.
    gst_buffer_unset_flags(buffer, GST_BUFFER_FLAG_GAP);
    player->activity->note();
    return GST_PAD_PROBE_OK;
}

/// A source that never waits, so that the loudspeaker takes samples when it needs them, at the pace
/// of its own clock; a probe fills them in.
PipelinePtr build_playback(const DeviceChoice& choice,
                           const std::shared_ptr<Activity>& activity,
                           const std::shared_ptr<Playback>& playback,
                           unsigned channels) {
    PipelinePtr pipeline = make_pipeline();
    const ElementPtr entry = make_element("audiotestsrc");
    const ElementPtr layout = make_element("capsfilter");
    const ElementPtr converter = make_element("audioconvert");
    const ElementPtr resampler = make_element("audioresample");
    const ElementPtr device = make_device(choice);
    const CapsPtr pcm = make_pcm_caps(channels);
    gst_util_set_object_arg(G_OBJECT(entry.get()), "wave", "silence");
    g_object_set(entry.get(), "samplesperbuffer", piece_samples, nullptr);
    g_object_set(layout.get(), "caps", pcm.get(), nullptr);
    // Samples follow each other without regard to time stamps, which say nothing here.
    g_object_set(device.get(), "sync", FALSE, nullptr);
    add_chain(pipeline.get(),
              {entry.get(), layout.get(), converter.get(), resampler.get(), device.get()});
    const PadPtr pad{gst_element_get_static_pad(layout.get(), "src")};
    gst_pad_add_probe(pad.get(),
                      GST_PAD_PROBE_TYPE_BUFFER,
                      on_needed,
                      std::make_unique<Player>(Player{playback, activity}).release(),
                      destroy<Player>);
    return pipeline;
}

class DeviceOutput final : public AudioOutput {
public:
    DeviceOutput(std::vector<DeviceChoice> choices, bool give_up, const EndContext& context)
        : playback_(std::make_shared<Playback>(context.echo)),
          device_(context,
                  {Direction::output,
                   std::move(choices),
                   give_up,
                   [playback = playback_, channels = context.channels](
                           const DeviceChoice& choice, const std::shared_ptr<Activity>& activity) {
                       return build_playback(choice, activity, playback, channels);
                   }}) {}

    void play(std::shared_ptr<PcmSource> room) override { playback_->play(std::move(room)); }

    void start() override { device_.start(); }

    BlockingWork stop() override { return device_.stop(); }

private:
    std::shared_ptr<Playback> playback_;
    DevicePipeline device_;
};

bool may_give_up(const AudioSpec& spec) {
    return spec.kind == AudioSpec::Kind::automatic;
}

} // namespace

std::unique_ptr<AudioInput>
make_device_input(const AudioSpec& spec, const EndContext& context, Presence presence) {
    return std::make_unique<DeviceInput>(
            choose_devices(spec, Direction::input, presence), may_give_up(spec), context);
}

std::unique_ptr<AudioOutput>
make_device_output(const AudioSpec& spec, const EndContext& context, Presence presence) {
    return std::make_unique<DeviceOutput>(
            choose_devices(spec, Direction::output, presence), may_give_up(spec), context);
}

} // namespace janus_talk::media
