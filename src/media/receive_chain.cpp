// SPDX-License-Identifier: MIT
#include "media/receive_chain.hpp"

#include <gst/rtp/gstrtpbuffer.h>

namespace janus_talk::media {

namespace {

using Voice = std::shared_ptr<IncomingVoice>;

GstPadProbeReturn on_packet(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) noexcept {
    GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
    if (gst_rtp_buffer_map(gst_pad_probe_info_get_buffer(info), GST_MAP_READ, &rtp) == 0)
        return GST_PAD_PROBE_DROP;
    IncomingVoice& voice = **static_cast<const Voice*>(data);
    if (gst_rtp_buffer_get_payload_type(&rtp) == voice.payload_type()) {
        const auto* payload = static_cast<const std::uint8_t*>(gst_rtp_buffer_get_payload(&rtp));
        voice.receive({payload, gst_rtp_buffer_get_payload_len(&rtp)},
                      gst_rtp_buffer_get_timestamp(&rtp));
    }
    gst_rtp_buffer_unmap(&rtp);
    // Nobody behind us wants it.
    return GST_PAD_PROBE_DROP;
}

/// Packets go straight on; putting them in order is Playout's work.
GstElement* make_no_jitter_buffer(GstElement* /*rtpbin*/, guint /*session*/, gpointer) noexcept {
    return gst_element_factory_make("identity", nullptr);
}

GstPadProbeReturn pass_on(GstPad* queue_sink, GstPadProbeInfo* info, gpointer data) noexcept {
    auto* const queue_source = static_cast<GstPad*>(data);
    // Ours to give away: HANDLED means that the probe has taken the buffer.
    GstBuffer* buffer = gst_pad_probe_info_get_buffer(info);
    info->data = nullptr;
    const GstFlowReturn flow = gst_pad_push(queue_source, buffer);
    // The queue would not have told its source either, but of its own end.
    info->ABI.abi.flow_ret = GST_PAD_IS_FLUSHING(queue_sink) ? GST_FLOW_FLUSHING
                             : flow == GST_FLOW_EOS          ? flow
                                                             : GST_FLOW_OK;
    return GST_PAD_PROBE_HANDLED;
}

bool is_a(GstElement* element, const char* factory_name) {
    GstElementFactory* factory = element == nullptr ? nullptr : gst_element_get_factory(element);
    return factory != nullptr && g_strcmp0(GST_OBJECT_NAME(factory), factory_name) == 0;
}

bool is_queue_before_decryption(GstElement* element) {
    if (!is_a(element, "queue"))
        return false;
    const PadPtr source{gst_element_get_static_pad(element, "src")};
    const PadPtr peer{gst_pad_get_peer(source.get())};
    const ElementPtr next{peer ? gst_pad_get_parent_element(peer.get()) : nullptr};
    return is_a(next.get(), "dtlssrtpdec");
}

void pass(GstElement* queue) {
    const PadPtr sink{gst_element_get_static_pad(queue, "sink")};
    gst_pad_add_probe(sink.get(),
                      GST_PAD_PROBE_TYPE_BUFFER,
                      pass_on,
                      gst_element_get_static_pad(queue, "src"),
                      gst_object_unref);
}

void take_packets(GstPad* pad, const Voice& voice) {
    gst_pad_add_probe(pad,
                      GST_PAD_PROBE_TYPE_BUFFER,
                      on_packet,
                      std::make_unique<Voice>(voice).release(),
                      destroy<Voice>);
}

} // namespace

ReceiveChain::ReceiveChain(GstElement* pipeline, GstElement* webrtcbin, const Voice& voice)
    : voice_(voice), end_(make_element("fakesink")) {
    // What comes here is taken by the probe; behind it nothing ever arrives.
    g_object_set(end_.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, nullptr);
    gst_bin_add(GST_BIN(pipeline), end_.get());
    take_packets(rtp_pad().get(), voice);
    const ElementPtr rtpbin{gst_bin_get_by_name(GST_BIN(webrtcbin), "rtpbin")};
    g_signal_connect(
            rtpbin.get(), "request-jitterbuffer", G_CALLBACK(make_no_jitter_buffer), nullptr);
}

PadPtr ReceiveChain::rtp_pad() const {
    return PadPtr{gst_element_get_static_pad(end_.get(), "sink")};
}

void ReceiveChain::shorten_the_way(GstElement* webrtcbin) const {
    GstIterator* all = gst_bin_iterate_recurse(GST_BIN(webrtcbin));
    const auto visit = +[](const GValue* item, gpointer data) {
        auto* element = GST_ELEMENT(g_value_get_object(item));
        if (is_queue_before_decryption(element))
            pass(element);
        if (!is_a(element, "rtpsession"))
            return;
        const PadPtr received{gst_element_get_static_pad(element, "recv_rtp_src")};
        if (received)
            take_packets(received.get(), *static_cast<const Voice*>(data));
    };
    Voice voice = voice_;
    // The first packet may be adding a pad just now. A second visit changes nothing: the first
    // probe takes all packets.
    while (gst_iterator_foreach(all, visit, &voice) == GST_ITERATOR_RESYNC)
        gst_iterator_resync(all);
    gst_iterator_free(all);
}

} // namespace janus_talk::media
