// SPDX-License-Identifier: MIT
#include "media/receive_chain.hpp"

#include "base/failure.hpp"

#include <array>
#include <string>

namespace janus_talk::media {

namespace {

using Voice = std::shared_ptr<IncomingVoice>;

GstPadProbeReturn on_packet(GstPad* /*pad*/, GstPadProbeInfo* /*info*/, gpointer data) noexcept {
    return (*static_cast<const Voice*>(data))->admit() ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

GstPadProbeReturn on_sound(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) noexcept {
    GstBuffer* buffer = gst_pad_probe_info_get_buffer(info);
    GstMapInfo map{};
    if (gst_buffer_map(buffer, &map, GST_MAP_READ) == 0)
        return GST_PAD_PROBE_OK;
    const void* bytes = map.data;
    (*static_cast<const Voice*>(data))
            ->deliver({static_cast<const std::int16_t*>(bytes), map.size / sizeof(std::int16_t)});
    gst_buffer_unmap(buffer, &map);
    return GST_PAD_PROBE_OK;
}

void free_voice(gpointer data) noexcept {
    const std::unique_ptr<Voice> owned{static_cast<Voice*>(data)};
}

void add_probe(GstElement* element,
               const char* pad_name,
               GstPadProbeCallback probe,
               const Voice& voice) {
    const PadPtr pad{gst_element_get_static_pad(element, pad_name)};
    gst_pad_add_probe(pad.get(),
                      GST_PAD_PROBE_TYPE_BUFFER,
                      probe,
                      std::make_unique<Voice>(voice).release(),
                      free_voice);
}

} // namespace

ReceiveChain::ReceiveChain(GstBin* pipeline, unsigned channels, Voice voice)
    : depayloader_(make_element("rtpopusdepay")), decoder_(make_element("opusdec", "decoder")) {
    const ElementPtr layout = make_element("capsfilter");
    const ElementPtr end = make_element("fakesink");

    g_object_set(decoder_.get(), "plc", TRUE, "use-inband-fec", TRUE, nullptr);
    const CapsPtr pcm = make_caps("audio/x-raw, format=(string)S16LE, layout=(string)interleaved, "
                                  "rate=(int)48000, channels=(int)" +
                                  std::to_string(channels));
    g_object_set(layout.get(), "caps", pcm.get(), nullptr);
    // Sound is taken by the probe; what comes behind it only completes the chain.
    g_object_set(end.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, nullptr);

    const std::array chain{depayloader_.get(), decoder_.get(), layout.get(), end.get()};
    for (GstElement* element : chain)
        gst_bin_add(pipeline, element);
    for (std::size_t i = 1; i < chain.size(); ++i) {
        if (gst_element_link(chain[i - 1], chain[i]) == 0)
            throw base::Error(
                    {base::ExitCode::internal, "The receiving elements don't fit.", {}, {}});
    }
    add_probe(depayloader_.get(), "sink", on_packet, voice);
    add_probe(decoder_.get(), "src", on_sound, voice);
}

PadPtr ReceiveChain::rtp_pad() const {
    return PadPtr{gst_element_get_static_pad(depayloader_.get(), "sink")};
}

std::uint64_t ReceiveChain::concealed_samples() const {
    GstStructure* stats = nullptr;
    g_object_get(decoder_.get(), "stats", &stats, nullptr);
    const StructurePtr owned{stats};
    guint64 samples = 0;
    if (stats != nullptr)
        gst_structure_get_uint64(stats, "plc-num-samples", &samples);
    return samples;
}

} // namespace janus_talk::media
