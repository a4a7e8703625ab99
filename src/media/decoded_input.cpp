// SPDX-License-Identifier: MIT
#include "media/decoded_input.hpp"

#include "base/text.hpp"
#include "media/courier.hpp"
#include "media/file_descriptor.hpp"
#include "media/gst_ptr.hpp"
#include "media/queued_source.hpp"

#include <gst/app/gstappsink.h>

#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

/// Long enough for a slow disk; a file that takes longer to show its first sound is not worth
/// waiting for.
constexpr GstClockTime preroll_limit = 10 * GST_SECOND;
constexpr std::chrono::milliseconds full_queue_nap{100};

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw base::Error(
            {base::ExitCode::device,
             "The input file '" + base::harmless(path) + "' can't be played: " + why + ".",
             "Convert it to WAV, for example with sox or ffmpeg.",
             {}});
}

/// The part that the decoder's thread works with.
class FrameCutter {
public:
    explicit FrameCutter(unsigned channels)
        : source_(std::make_shared<QueuedSource>(QueuedSource::Kind::finite, channels)) {}

    [[nodiscard]] const std::shared_ptr<QueuedSource>& source() const noexcept { return source_; }

    void cancel() noexcept { cancellation_.cancel(); }

    /// False when cancelled. @thread streaming
    bool add(PcmView samples) {
        pending_.insert(pending_.end(), samples.begin(), samples.end());
        const std::size_t frame = source_->frame_size();
        std::size_t at = 0;
        for (; at + frame <= pending_.size(); at += frame) {
            while (!source_->offer({pending_.data() + at, frame})) {
                if (cancellation_.wait(full_queue_nap))
                    return false;
            }
        }
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
        return true;
    }

    void finish() {
        const std::size_t frame = source_->frame_size();
        const std::size_t rest = pending_.size() % frame;
        if (rest != 0) {
            const std::vector<std::int16_t> padding(frame - rest, 0);
            if (!add(padding))
                return;
        }
        source_->finish();
    }

private:
    std::shared_ptr<QueuedSource> source_;
    Cancellation cancellation_;
    std::vector<std::int16_t> pending_;
};

class DecodedInput final : public AudioInput {
public:
    DecodedInput(const AudioSpec& spec, EndContext context)
        : context_(std::move(context)), home_(context_.mailbox, this),
          cutter_(std::make_shared<FrameCutter>(context_.channels)), path_(spec.name),
          loop_(spec.loop) {
        build();
        preroll();
    }

    ~DecodedInput() override {
        if (const BlockingWork work = close())
            work();
    }

    DecodedInput(const DecodedInput&) = delete;
    DecodedInput& operator=(const DecodedInput&) = delete;
    DecodedInput(DecodedInput&&) = delete;
    DecodedInput& operator=(DecodedInput&&) = delete;

    std::shared_ptr<PcmSource> source() override { return cutter_->source(); }

    void start() override {
        if (pipeline_)
            gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    }

    BlockingWork close() override {
        home_.close();
        cutter_->cancel();
        if (!pipeline_)
            return nullptr;
        return [pipeline = std::shared_ptr<GstElement>{std::move(pipeline_)}]() mutable {
            pipeline.reset();
        };
    }

private:
    struct Streaming {
        std::shared_ptr<FrameCutter> cutter;
        Courier<DecodedInput> home;
        bool loop = false;
    };

    void build();
    void preroll();
    void restart();
    void on_error(const std::string& text);

    static GstFlowReturn on_sample(GstAppSink* sink, gpointer data) noexcept;
    static void on_end(GstAppSink* /*sink*/, gpointer data) noexcept;
    static void on_pad(GstElement* decoder, GstPad* pad, gpointer converter) noexcept;
    static GstBusSyncReply on_message(GstBus* bus, GstMessage* message, gpointer data) noexcept;

    EndContext context_;
    Courier<DecodedInput> home_;
    std::shared_ptr<FrameCutter> cutter_;
    std::string path_;
    bool loop_;
    PipelinePtr pipeline_;
};

void DecodedInput::build() {
    pipeline_ = make_pipeline();
    const ElementPtr file = make_element("filesrc");
    const ElementPtr decoder = make_element("decodebin");
    const ElementPtr converter = make_element("audioconvert");
    const ElementPtr resampler = make_element("audioresample");
    const ElementPtr sink = make_element("appsink");
    g_object_set(file.get(), "location", path_.c_str(), nullptr);
    const CapsPtr sound = make_caps("audio/x-raw");
    g_object_set(decoder.get(), "caps", sound.get(), "expose-all-streams", FALSE, nullptr);
    const CapsPtr pcm = make_pcm_caps(context_.channels);
    g_object_set(sink.get(), "caps", pcm.get(), "sync", FALSE, "max-buffers", 2U, nullptr);

    add_chain(pipeline_.get(), {file.get(), decoder.get()});
    add_chain(pipeline_.get(), {converter.get(), resampler.get(), sink.get()});
    g_signal_connect_data(
            decoder.get(),
            "pad-added",
            G_CALLBACK(on_pad),
            share(converter.get()).release(),
            +[](gpointer object, GClosure*) { g_object_unref(object); },
            GConnectFlags{});
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = on_sample;
    callbacks.eos = on_end;
    gst_app_sink_set_callbacks(
            GST_APP_SINK(sink.get()),
            &callbacks,
            std::make_unique<Streaming>(Streaming{cutter_, home_, loop_}).release(),
            destroy<Streaming>);
}

void DecodedInput::preroll() {
    gst_element_set_state(pipeline_.get(), GST_STATE_PAUSED);
    const ObjectPtr<GstBus> bus{gst_element_get_bus(pipeline_.get())};
    const MessagePtr message{gst_bus_timed_pop_filtered(
            bus.get(),
            preroll_limit,
            static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_ASYNC_DONE |
                                        GST_MESSAGE_EOS))};
    if (!message)
        refuse(path_, "no sound could be decoded within 10 s");
    if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS)
        refuse(path_, "it holds no sound");
    if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR) {
        GError* error = nullptr;
        gst_message_parse_error(message.get(), &error, nullptr);
        const ErrorPtr owned{error};
        refuse(path_, "it is no sound file that this computer can decode");
    }
    gst_bus_set_sync_handler(bus.get(),
                             on_message,
                             std::make_unique<Courier<DecodedInput>>(home_).release(),
                             destroy<Courier<DecodedInput>>);
}

GstFlowReturn DecodedInput::on_sample(GstAppSink* sink, gpointer data) noexcept {
    const auto* streaming = static_cast<const Streaming*>(data);
    const SamplePtr sample{gst_app_sink_pull_sample(sink)};
    GstBuffer* buffer = sample ? gst_sample_get_buffer(sample.get()) : nullptr;
    GstMapInfo map{};
    if (buffer == nullptr || gst_buffer_map(buffer, &map, GST_MAP_READ) == 0)
        return GST_FLOW_OK;
    const void* bytes = map.data;
    const bool taken = streaming->cutter->add(
            {static_cast<const std::int16_t*>(bytes), map.size / sizeof(std::int16_t)});
    gst_buffer_unmap(buffer, &map);
    return taken ? GST_FLOW_OK : GST_FLOW_FLUSHING;
}

void DecodedInput::on_end(GstAppSink* /*sink*/, gpointer data) noexcept {
    const auto* streaming = static_cast<const Streaming*>(data);
    if (!streaming->loop)
        return streaming->cutter->finish();
    streaming->home.send([](DecodedInput& self) { self.restart(); });
}

void DecodedInput::restart() {
    if (!pipeline_)
        return;
    // Not a seek: opusdec 1.22 keeps its state across seeks, and what it then makes of the
    // beginning is a full-scale click.
    gst_element_set_state(pipeline_.get(), GST_STATE_READY);
    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

void DecodedInput::on_pad(GstElement* /*decoder*/, GstPad* pad, gpointer converter) noexcept {
    const PadPtr sink{gst_element_get_static_pad(static_cast<GstElement*>(converter), "sink")};
    if (gst_pad_is_linked(sink.get()) == 0)
        gst_pad_link(pad, sink.get());
}

GstBusSyncReply
DecodedInput::on_message(GstBus* /*bus*/, GstMessage* message, gpointer data) noexcept {
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
        GError* error = nullptr;
        gst_message_parse_error(message, &error, nullptr);
        const ErrorPtr owned{error};
        static_cast<Courier<DecodedInput>*>(data)->send(
                [text = std::string{owned->message}](DecodedInput& self) { self.on_error(text); });
    }
    gst_message_unref(message);
    return GST_BUS_DROP;
}

void DecodedInput::on_error(const std::string& text) {
    context_.report(core::media::Warning{
            {base::ExitCode::device,
             "The input file '" + base::harmless(path_) +
                     "' is damaged; the rest of it is left out: " + base::harmless(text),
             {},
             {}}});
    cutter_->source()->finish();
}

} // namespace

std::unique_ptr<AudioInput> make_decoded_input(const AudioSpec& spec, EndContext context) {
    return std::make_unique<DecodedInput>(spec, std::move(context));
}

} // namespace janus_talk::media
