// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "core/media_event.hpp"
#include "media/gst_ptr.hpp"
#include "sound/playout.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace janus_talk::media {

/// Figures of the RTP session inside a webrtcbin, sampled once a second.
///
/// They come from rtpbin's own session, not from webrtcbin's `get-stats`: that
/// one swaps local and remote candidates in 1.22, has crashed with relay candidates, and takes a
/// promise and a thread for figures that it copies from here. @thread main
class RtpStats {
public:
    using Clock = std::chrono::steady_clock;

    /// @param clock_rate of the codec, in which RTCP counts jitter
    RtpStats(GstElement* webrtcbin, unsigned clock_rate);

    [[nodiscard]] core::media::Stats sample(Clock::time_point now,
                                            const sound::Playout::Figures& playout);

private:
    void read_sessions(core::media::Stats& stats) const;

    ElementPtr rtpbin_;
    const unsigned clock_rate_;
    std::optional<Clock::time_point> last_time_;
    std::uint64_t last_tx_bytes_ = 0;
    std::uint64_t last_rx_bytes_ = 0;
};

} // namespace janus_talk::media
