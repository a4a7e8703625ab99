// SPDX-License-Identifier: MIT
#include "media/pcm_converter.hpp"

#include "base/failure.hpp"

#include <gst/audio/audio.h>

#include <array>

namespace janus_talk::media {

namespace {

GstAudioFormat to_gst(SampleEncoding encoding) {
    switch (encoding) {
    case SampleEncoding::u8:
        return GST_AUDIO_FORMAT_U8;
    case SampleEncoding::s16:
        return GST_AUDIO_FORMAT_S16LE;
    case SampleEncoding::s24:
        return GST_AUDIO_FORMAT_S24LE;
    case SampleEncoding::s32:
        return GST_AUDIO_FORMAT_S32LE;
    case SampleEncoding::f32:
        return GST_AUDIO_FORMAT_F32LE;
    case SampleEncoding::f64:
        return GST_AUDIO_FORMAT_F64LE;
    }
    return GST_AUDIO_FORMAT_S16LE;
}

GstAudioInfo to_info(const PcmConverter::Layout& layout) {
    GstAudioInfo info{};
    // More than two channels can only be mixed when each has a place.
    std::array<GstAudioChannelPosition, 64> positions{};
    const auto channels = static_cast<gint>(layout.channels);
    const guint64 mask = gst_audio_channel_get_fallback_mask(channels);
    const bool placed = layout.channels > 2 && gst_audio_channel_positions_from_mask(
                                                       channels, mask, positions.data()) != 0;
    gst_audio_info_set_format(&info,
                              to_gst(layout.encoding),
                              static_cast<gint>(layout.rate),
                              channels,
                              placed ? positions.data() : nullptr);
    return info;
}

} // namespace

class PcmConverter::Impl {
public:
    Impl(const Layout& from, const Layout& to) : in_(to_info(from)), out_(to_info(to)) {
        converter_.reset(
                gst_audio_converter_new(GST_AUDIO_CONVERTER_FLAG_NONE, &in_, &out_, nullptr));
        if (!converter_)
            throw base::Error(
                    {base::ExitCode::device, "This sound format can't be converted.", {}, {}});
    }

    void convert(const unsigned char* in, std::size_t frames, std::vector<unsigned char>& out) {
        const gsize produced = gst_audio_converter_get_out_frames(converter_.get(), frames);
        if (produced == 0 && frames == 0)
            return;
        const std::size_t before = out.size();
        out.resize(before + produced * static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&out_)));
        // The library's signature lacks const; it does not write to its input.
        gpointer from = const_cast<unsigned char*>(in);
        gpointer to = out.data() + before;
        gst_audio_converter_samples(converter_.get(),
                                    GST_AUDIO_CONVERTER_FLAG_NONE,
                                    in == nullptr ? nullptr : &from,
                                    frames,
                                    &to,
                                    produced);
    }

    [[nodiscard]] std::size_t latency() {
        return gst_audio_converter_get_max_latency(converter_.get());
    }

    [[nodiscard]] std::size_t in_frame_size() const {
        return static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&in_));
    }

private:
    struct Free {
        void operator()(GstAudioConverter* converter) const noexcept {
            gst_audio_converter_free(converter);
        }
    };

    GstAudioInfo in_;
    GstAudioInfo out_;
    std::unique_ptr<GstAudioConverter, Free> converter_;
};

PcmConverter::PcmConverter(const Layout& from, const Layout& to)
    : impl_(std::make_unique<Impl>(from, to)) {}

PcmConverter::~PcmConverter() = default;

void PcmConverter::convert(std::span<const unsigned char> in, std::vector<unsigned char>& out) {
    impl_->convert(in.data(), in.size() / impl_->in_frame_size(), out);
}

void PcmConverter::drain(std::vector<unsigned char>& out) {
    impl_->convert(nullptr, impl_->latency(), out);
}

std::size_t PcmConverter::in_frame_size() const noexcept {
    return impl_->in_frame_size();
}

} // namespace janus_talk::media
