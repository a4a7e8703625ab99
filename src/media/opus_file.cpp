// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "media/gst_ptr.hpp"
#include "media/sound_file.hpp"

#include <gst/app/gstappsrc.h>

#include <atomic>
#include <utility>

namespace janus_talk::media {

namespace {

/// A kill loses no more than this.
constexpr guint64 longest_page = 500 * GST_MSECOND;

/// Recordings are kept, so they get more than the network does.
constexpr gint recording_bitrate = 48000;

constexpr GstClockTime completion_limit = 5 * GST_SECOND;

/// Encodes in a pipeline of its own. complete() ends the Ogg stream; sound that comes later begins
/// another one in the same file, which players take as a continuation (chained streams, RFC 3533).
class OpusTarget final : public PcmTarget {
public:
    OpusTarget(FileDescriptor fd, std::string name, unsigned channels)
        : fd_(std::move(fd)), name_(std::move(name)), channels_(channels) {
        // Fails now, not in the middle of a conference, when an element is missing.
        build();
    }

    Outcome write(PcmView samples) override {
        if (!pipeline_)
            build();
        if (!running_) {
            running_ = true;
            gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
        }
        const gsize size = samples.size_bytes();
        GstBuffer* buffer = gst_buffer_new_allocate(nullptr, size, nullptr);
        gst_buffer_fill(buffer, 0, samples.data(), size);
        const std::uint64_t count = samples.size() / channels_;
        GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(position_, GST_SECOND, sample_rate);
        GST_BUFFER_DURATION(buffer) = gst_util_uint64_scale(count, GST_SECOND, sample_rate);
        position_ += count;
        gst_app_src_push_buffer(GST_APP_SRC(entry_.get()), buffer);
        return error();
    }

    Outcome checkpoint() override { return error(); }

    Outcome complete() override {
        if (!running_)
            return std::nullopt;
        gst_app_src_end_of_stream(GST_APP_SRC(entry_.get()));
        const MessagePtr message = wait(completion_limit, GST_MESSAGE_EOS);
        auto outcome = message && GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_ERROR
                               ? Outcome{failure(message.get())}
                               : std::nullopt;
        entry_.reset();
        bus_.reset();
        pipeline_.reset();
        running_ = false;
        position_ = 0;
        return outcome;
    }

private:
    void build();

    [[nodiscard]] MessagePtr wait(GstClockTime limit, GstMessageType also) const {
        return MessagePtr{gst_bus_timed_pop_filtered(
                bus_.get(), limit, static_cast<GstMessageType>(GST_MESSAGE_ERROR | also))};
    }

    Outcome error() {
        const MessagePtr message = wait(0, GST_MESSAGE_UNKNOWN);
        if (!message)
            return std::nullopt;
        return failure(message.get());
    }

    [[nodiscard]] base::Failure failure(GstMessage* message) const {
        GError* error = nullptr;
        gst_message_parse_error(message, &error, nullptr);
        const ErrorPtr owned{error};
        return {base::ExitCode::device,
                "Writing to " + name_ + " failed: " + base::harmless(owned->message),
                "What was written so far can be played.",
                {}};
    }

    FileDescriptor fd_;
    std::string name_;
    unsigned channels_;
    PipelinePtr pipeline_;
    ElementPtr entry_;
    ObjectPtr<GstBus> bus_;
    bool running_ = false;
    std::uint64_t position_ = 0;
};

void OpusTarget::build() {
    pipeline_ = make_pipeline();
    entry_ = make_element("appsrc");
    const ElementPtr encoder = make_element("opusenc");
    const ElementPtr muxer = make_element("oggmux");
    const ElementPtr file = make_element("fdsink");
    const CapsPtr pcm = make_pcm_caps(channels_);
    gst_util_set_object_arg(G_OBJECT(entry_.get()), "format", "time");
    // A slow disk holds up the writing thread, whose queue then drops.
    g_object_set(entry_.get(), "caps", pcm.get(), "block", TRUE, "max-time", GST_SECOND, nullptr);
    g_object_set(encoder.get(), "bitrate", recording_bitrate, nullptr);
    g_object_set(muxer.get(), "max-page-delay", longest_page, nullptr);
    g_object_set(file.get(), "fd", fd_.get(), "sync", FALSE, "async", FALSE, nullptr);
    add_chain(pipeline_.get(), {entry_.get(), encoder.get(), muxer.get(), file.get()});
    bus_.reset(gst_element_get_bus(pipeline_.get()));
}

} // namespace

std::unique_ptr<PcmTarget>
make_opus_target(FileDescriptor fd, std::string name, unsigned channels) {
    return std::make_unique<OpusTarget>(std::move(fd), std::move(name), channels);
}

} // namespace janus_talk::media
