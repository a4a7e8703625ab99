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
/// packet arrives. Lost packets are replaced, from the in-band FEC of their successor where there
/// is any.
class ReceiveChain {
public:
    /// Adds the elements to `pipeline`. @throws base::Error (device)
    ReceiveChain(GstElement* pipeline,
                 unsigned channels,
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
