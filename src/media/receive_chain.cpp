// SPDX-License-Identifier: MIT
#include "media/receive_chain.hpp"

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
    // Nobody behind us wants it.
    return GST_PAD_PROBE_DROP;
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
                      destroy<Voice>);
}

} // namespace

ReceiveChain::ReceiveChain(GstElement* pipeline, const Settings& settings, const Voice& voice)
    : depayloader_(make_element("rtpopusdepay")), decoder_(make_element("opusdec", "decoder")) {
    const ElementPtr layout = make_element("capsfilter");
    const ElementPtr end = make_element("fakesink");

    g_object_set(decoder_.get(),
                 "plc",
                 TRUE,
                 "use-inband-fec",
                 static_cast<gboolean>(settings.use_fec),
                 nullptr);
    const CapsPtr pcm = make_pcm_caps(settings.channels);
    g_object_set(layout.get(), "caps", pcm.get(), nullptr);
    // Sound is taken by the probe; what comes behind it only makes the decoder choose its format.
    g_object_set(end.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, nullptr);

    add_chain(pipeline, {depayloader_.get(), decoder_.get(), layout.get(), end.get()});
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
