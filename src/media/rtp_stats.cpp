// SPDX-License-Identifier: MIT
#include "media/rtp_stats.hpp"

#include <algorithm>

namespace janus_talk::media {

namespace {

// Round trip times of RTCP are in units of 1/65536 s (RFC 3550, 6.4.1).
constexpr double ntp_short_per_ms = 65536.0 / 1000.0;

std::uint64_t uint64_field(const GstStructure* source, const char* name) {
    guint64 value = 0;
    gst_structure_get_uint64(source, name, &value);
    return value;
}

bool flag(const GstStructure* source, const char* name) {
    gboolean value = FALSE;
    return gst_structure_get_boolean(source, name, &value) != 0 && value != 0;
}

double percent(double part, double whole) {
    return whole > 0 ? std::clamp(100.0 * part / whole, 0.0, 100.0) : 0.0;
}

/// There may be a second one that never sends: the session makes itself a source for its RTCP when
/// it hears the peer before we have spoken.
void read_own_source(const GstStructure* source, core::media::Stats& stats) {
    stats.tx.packets += uint64_field(source, "packets-sent");
    stats.tx.bytes += uint64_field(source, "octets-sent");
}

/// The lost count of a receiver may be negative (duplicates), and -1 stands for "never reported".
double lost_count(const GstStructure* source, const char* name) {
    gint lost = 0;
    gst_structure_get_int(source, name, &lost);
    return std::max(0, lost);
}

void read_report_block(const GstStructure* source, unsigned clock_rate, core::media::Stats& stats) {
    guint round_trip = 0;
    if (!flag(source, "have-rb"))
        return;
    if (gst_structure_get_uint(source, "rb-round-trip", &round_trip) != 0 && round_trip > 0)
        stats.rtt_ms = round_trip / ntp_short_per_ms;
    guint jitter = 0;
    if (gst_structure_get_uint(source, "rb-jitter", &jitter) != 0)
        stats.tx_jitter_ms = jitter * 1000.0 / clock_rate;
    stats.tx.lost_pct =
            percent(lost_count(source, "rb-packetslost"), static_cast<double>(stats.tx.packets));
}

void read_peer_source(const GstStructure* source, unsigned clock_rate, core::media::Stats& stats) {
    if (flag(source, "is-sender")) {
        stats.rx.packets = uint64_field(source, "packets-received");
        stats.rx.bytes = uint64_field(source, "octets-received");
        const double lost = lost_count(source, "packets-lost");
        stats.rx.lost_pct = percent(lost, lost + static_cast<double>(stats.rx.packets));
        guint jitter = 0;
        if (gst_structure_get_uint(source, "jitter", &jitter) != 0)
            stats.rx_jitter_ms = jitter * 1000.0 / clock_rate;
    }
    read_report_block(source, clock_rate, stats);
}

template <typename Read>
void for_each_source(GObject* session, bool internal, Read read) {
    GstStructure* all = nullptr;
    g_object_get(session, "stats", &all, nullptr);
    const StructurePtr owned{all};
    const GValue* list = all == nullptr ? nullptr : gst_structure_get_value(all, "source-stats");
    if (list == nullptr)
        return;
    // GValueArray is old, but this is what the RTP session gives.
    const auto* sources = static_cast<const GValueArray*>(g_value_get_boxed(list));
    for (guint i = 0; sources != nullptr && i < sources->n_values; ++i) {
        const GstStructure* source = gst_value_get_structure(&sources->values[i]);
        if (source != nullptr && flag(source, "internal") == internal)
            read(source);
    }
}

double rate_kbps(std::uint64_t bytes, std::uint64_t before, double seconds) {
    if (seconds <= 0 || bytes < before)
        return 0;
    return static_cast<double>(bytes - before) * 8.0 / 1000.0 / seconds;
}

} // namespace

RtpStats::RtpStats(GstElement* webrtcbin, unsigned clock_rate)
    : rtpbin_(gst_bin_get_by_name(GST_BIN(webrtcbin), "rtpbin")), clock_rate_(clock_rate) {}

core::media::Stats RtpStats::sample(Clock::time_point now, const sound::Playout::Figures& playout) {
    core::media::Stats stats;
    read_sessions(stats);
    if (playout.played > 0) {
        stats.rx_concealed_pct = percent(static_cast<double>(playout.concealed),
                                         static_cast<double>(playout.played));
        stats.rx_late = playout.late;
        stats.rx_buffer_ms =
                std::max(0.0, static_cast<double>(playout.delay) / sound::ticks_per_ms);
    }
    if (last_time_) {
        const double seconds = std::chrono::duration<double>(now - *last_time_).count();
        stats.tx.kbps = rate_kbps(stats.tx.bytes, last_tx_bytes_, seconds);
        stats.rx.kbps = rate_kbps(stats.rx.bytes, last_rx_bytes_, seconds);
    }
    last_time_ = now;
    last_tx_bytes_ = stats.tx.bytes;
    last_rx_bytes_ = stats.rx.bytes;
    return stats;
}

void RtpStats::read_sessions(core::media::Stats& stats) const {
    if (!rtpbin_)
        return;
    GObject* session = nullptr;
    g_signal_emit_by_name(rtpbin_.get(), "get-internal-session", 0U, &session);
    const ObjectPtr<GObject> owned{session};
    if (session == nullptr)
        return;
    // Ours first: the loss that the peer reports is a share of what we have sent.
    for_each_source(
            session, true, [&](const GstStructure* source) { read_own_source(source, stats); });
    for_each_source(session, false, [&](const GstStructure* source) {
        read_peer_source(source, clock_rate_, stats);
    });
}

} // namespace janus_talk::media
