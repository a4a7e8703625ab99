// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/gst_ptr.hpp"
#include "media/media_options.hpp"
#include "media/outgoing_voice.hpp"

#include <cstdint>
#include <memory>

namespace janus_talk::media {

/// From OutgoingVoice to RTP: metronome → Opus encoder → payloader, inside the pipeline of a peer
/// connection.
///
/// The metronome is a live `audiotestsrc` of silence: it wakes on the pipeline's clock each 20 ms
/// whatever microphones and files do, and a probe fills its buffer. No other thread or queue stands
/// between the tick and the network.
class SendChain {
public:
    struct Settings {
        unsigned channels = 1;
        unsigned bitrate = 32000;
        unsigned complexity = 5;
        unsigned expected_loss = 0;
        /// Written into the offer, so that AudioBridge knows the packets; must not change.
        std::uint32_t ssrc = 0;
    };

    [[nodiscard]] static Settings settings_from(const MediaOptions& options);

    /// Adds the elements to `pipeline`. @throws base::Error (device)
    SendChain(GstElement* pipeline, const Settings& settings, std::shared_ptr<OutgoingVoice> voice);

    /// The pad on which RTP leaves.
    [[nodiscard]] PadPtr rtp_pad() const;

    /// Forward error correction for so many percent of loss, from the next packet on; 0: none.
    void set_expected_loss(unsigned percent) const;

    /// What the offer says about our codec.
    [[nodiscard]] static CapsPtr offer_caps(const Settings& settings);
    /// The same without what only a sender has: SSRC and level header.
    [[nodiscard]] static CapsPtr codec_caps(const Settings& settings);

private:
    ElementPtr encoder_;
    ElementPtr tail_;
    unsigned channels_;
};

/// Payload type of Opus; any dynamic one would do, this is what browsers use.
inline constexpr int opus_payload_type = 111;

} // namespace janus_talk::media
