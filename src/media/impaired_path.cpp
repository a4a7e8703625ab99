// SPDX-License-Identifier: MIT
#include "media/impaired_path.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace janus_talk::media {

namespace {

/// RTP and RTCP share a socket with DTLS and each other (RFC 7983, RFC 5761).
bool is_rtp(GstBuffer* buffer) {
    std::array<std::uint8_t, 2> head{};
    if (gst_buffer_extract(buffer, 0, head.data(), head.size()) != head.size())
        return false;
    const bool is_rtcp = head[1] >= 192 && head[1] <= 223;
    return head[0] >= 128 && head[0] <= 191 && !is_rtcp;
}

/// What we push passes our own probe again.
GQuark judged_mark() {
    static const GQuark quark = g_quark_from_static_string("janus-talk-judged");
    return quark;
}

bool is_judged(GstBuffer* buffer) {
    return gst_mini_object_get_qdata(GST_MINI_OBJECT_CAST(buffer), judged_mark()) != nullptr;
}

/// As it would look had it come so much later.
BufferPtr judged_copy(GstBuffer* buffer, std::chrono::nanoseconds wait) {
    BufferPtr copy{gst_buffer_copy(buffer)};
    gst_mini_object_set_qdata(
            GST_MINI_OBJECT_CAST(copy.get()), judged_mark(), GINT_TO_POINTER(1), nullptr);
    const auto later = static_cast<GstClockTime>(wait.count());
    if (GST_BUFFER_PTS_IS_VALID(copy.get()))
        GST_BUFFER_PTS(copy.get()) += later;
    if (GST_BUFFER_DTS_IS_VALID(copy.get()))
        GST_BUFFER_DTS(copy.get()) += later;
    return copy;
}

bool is_made_by_nice(GstElement* element, const char* name) {
    GstElementFactory* factory = gst_element_get_factory(element);
    return factory != nullptr && g_strcmp0(GST_OBJECT_NAME(factory), name) == 0;
}

/// The pads on which packets leave for the network (`sent`) or come from it.
std::vector<PadPtr> network_pads(GstElement* webrtcbin, bool sent) {
    std::vector<PadPtr> pads;
    GstIterator* all = gst_bin_iterate_recurse(GST_BIN(webrtcbin));
    GValue item = G_VALUE_INIT;
    for (;;) {
        const GstIteratorResult step = gst_iterator_next(all, &item);
        if (step == GST_ITERATOR_RESYNC) { // rtpbin grows when the first packet arrives
            pads.clear();
            gst_iterator_resync(all);
            continue;
        }
        if (step != GST_ITERATOR_OK)
            break;
        auto* element = GST_ELEMENT(g_value_get_object(&item));
        if (sent && is_made_by_nice(element, "nicesink")) {
            const PadPtr sink{gst_element_get_static_pad(element, "sink")};
            if (GstPad* peer = gst_pad_get_peer(sink.get()))
                pads.emplace_back(peer);
        } else if (!sent && is_made_by_nice(element, "nicesrc")) {
            pads.emplace_back(gst_element_get_static_pad(element, "src"));
        }
        g_value_reset(&item);
    }
    g_value_unset(&item);
    gst_iterator_free(all);
    return pads;
}

} // namespace

/// One direction. Used by the thread that brings packets, by the clock's, and closed by the main
/// thread.
class ImpairedPath::Lane : public std::enable_shared_from_this<Lane> {
public:
    Lane(PadPtr pad,
         const core::ImpairmentSettings& settings,
         core::PacketFate::Direction direction)
        : pad_(std::move(pad)), clock_(gst_system_clock_obtain()), fate_(settings, direction) {}

    ~Lane() = default;
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;
    Lane(Lane&&) = delete;
    Lane& operator=(Lane&&) = delete;

    void open() {
        probe_ = gst_pad_add_probe(pad_.get(),
                                   GST_PAD_PROBE_TYPE_BUFFER,
                                   on_buffer,
                                   std::make_unique<Handle>(shared_from_this()).release(),
                                   destroy<Handle>);
    }

    void close() {
        gst_pad_remove_probe(pad_.get(), probe_);
        const std::lock_guard lock{mutex_};
        closed_ = true;
        waiting_.clear();
        disarm();
    }

private:
    using Handle = std::shared_ptr<Lane>;
    using Time = core::PacketFate::Time;

    static GstPadProbeReturn
    on_buffer(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) noexcept {
        GstBuffer* buffer = gst_pad_probe_info_get_buffer(info);
        if (is_judged(buffer) || !is_rtp(buffer))
            return GST_PAD_PROBE_OK;
        return (*static_cast<Handle*>(data))->judge(buffer);
    }

    GstPadProbeReturn judge(GstBuffer* buffer) {
        const std::lock_guard order{order_};
        {
            const std::lock_guard lock{mutex_};
            const Time now{static_cast<Time::rep>(gst_clock_get_time(clock_.get()))};
            const auto verdict = fate_.next(now);
            if (closed_ || verdict.copies == 0)
                return GST_PAD_PROBE_DROP;
            if (verdict.copies == 1 && verdict.due[0] <= now && waiting_.empty())
                return GST_PAD_PROBE_OK;
            for (std::size_t i = 0; i < verdict.copies; ++i)
                waiting_.emplace(verdict.due.at(i), judged_copy(buffer, verdict.due.at(i) - now));
        }
        send_due();
        return GST_PAD_PROBE_DROP;
    }

    static gboolean
    on_time(GstClock* /*clock*/, GstClockTime /*time*/, GstClockID /*id*/, gpointer data) noexcept {
        auto& lane = **static_cast<Handle*>(data);
        const std::lock_guard order{lane.order_};
        lane.send_due();
        return TRUE;
    }

    /// Sends on what is due, and arms the clock for the rest. @pre order_ is held, so that no other
    /// thread's packet comes between
    void send_due() {
        while (BufferPtr buffer = take_due())
            gst_pad_push(pad_.get(), buffer.release());
    }

    BufferPtr take_due() {
        const std::lock_guard lock{mutex_};
        if (waiting_.empty())
            return nullptr;
        const auto first = waiting_.begin();
        if (first->first.count() > static_cast<Time::rep>(gst_clock_get_time(clock_.get()))) {
            arm(static_cast<GstClockTime>(first->first.count()));
            return nullptr;
        }
        BufferPtr buffer = std::move(first->second);
        waiting_.erase(first);
        return buffer;
    }

    void arm(GstClockTime due) {
        disarm();
        timer_ = gst_clock_new_single_shot_id(clock_.get(), due);
        gst_clock_id_wait_async(timer_,
                                on_time,
                                std::make_unique<Handle>(shared_from_this()).release(),
                                destroy<Handle>);
    }

    void disarm() {
        if (timer_ == nullptr)
            return;
        gst_clock_id_unschedule(timer_);
        gst_clock_id_unref(timer_);
        timer_ = nullptr;
    }

    const PadPtr pad_;
    const ObjectPtr<GstClock> clock_;
    gulong probe_ = 0;
    /// Held while packets are sent on: one thread at a time, so that they keep the order decided.
    std::mutex order_;
    /// For everything below.
    std::mutex mutex_;
    core::PacketFate fate_;
    /// By time, and in the order of coming where that is the same.
    std::multimap<Time, BufferPtr> waiting_;
    GstClockID timer_ = nullptr;
    bool closed_ = false;
};

ImpairedPath::ImpairedPath(GstElement* webrtcbin, const core::Impairment& impairment) {
    using Direction = core::PacketFate::Direction;
    for (auto& pad : network_pads(webrtcbin, true))
        add(std::move(pad), impairment.sent, Direction::sent);
    for (auto& pad : network_pads(webrtcbin, false))
        add(std::move(pad), impairment.heard, Direction::heard);
}

ImpairedPath::~ImpairedPath() {
    for (const auto& lane : lanes_)
        lane->close();
}

void ImpairedPath::add(PadPtr pad,
                       const core::ImpairmentSettings& settings,
                       core::PacketFate::Direction direction) {
    if (!settings.does_something())
        return;
    lanes_.push_back(std::make_shared<Lane>(std::move(pad), settings, direction));
    lanes_.back()->open();
}

} // namespace janus_talk::media
