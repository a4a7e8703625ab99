// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/gst_ptr.hpp"
#include "media/incoming_voice.hpp"

#include <cstdint>
#include <memory>

namespace janus_talk::media {

/// From RTP to IncomingVoice: depayloader → Opus decoder, inside the pipeline of a peer connection.
/// It is built ahead, so that a streaming thread has nothing to do but link it when the first
/// packet arrives. Lost packets are concealed.
class ReceiveChain {
public:
    struct Settings {
        unsigned channels = 1;
        /// Lost packets are restored from the in-band FEC of their successors. The decoder then
        /// waits one packet longer (20 ms), and Janus writes FEC only when it was told to expect
        /// loss.
        bool use_fec = false;
    };

    /// Adds the elements to `pipeline`. @throws base::Error (device)
    ReceiveChain(GstElement* pipeline,
                 const Settings& settings,
                 const std::shared_ptr<IncomingVoice>& voice);

    /// Where RTP goes in. Linking it is allowed on any thread.
    [[nodiscard]] PadPtr rtp_pad() const;

    /// Samples (per channel) that the decoder has made up for lost packets. @thread main
    [[nodiscard]] std::uint64_t concealed_samples() const;

private:
    ElementPtr depayloader_;
    ElementPtr decoder_;
};

} // namespace janus_talk::media
