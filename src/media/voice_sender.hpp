// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/gst_ptr.hpp"
#include "media/media_options.hpp"
#include "media/outgoing_voice.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace janus_talk::media {

/// From OutgoingVoice to RTP: a thread that wakes each 20 ms whatever microphones and files do,
/// encodes, and pushes the packet into webrtcbin. No other thread or queue stands between the tick
/// and the network.
///
/// Not audiotestsrc, opusenc and rtpopuspay: these took more CPU for the same bytes, and had to be
/// corrected in each of their steps, because a player's time is not a sender's.
///
/// Methods belong to the main thread.
class VoiceSender {
public:
    struct Settings {
        core::Codec codec = core::Codec::opus;
        unsigned channels = 1;
        /// See sound::OpusEncoderSettings.
        unsigned bitrate = 32000;
        unsigned complexity = 5;
        unsigned expected_loss = 0;
        /// Written into the offer, so that AudioBridge knows the packets; must not change.
        std::uint32_t ssrc = 0;
    };

    [[nodiscard]] static Settings settings_from(const MediaOptions& options);

    /// @param pipeline whose time the packets have @param sink of webrtcbin
    /// @throws base::Error (internal) when webrtcbin does not want it
    VoiceSender(GstElement* pipeline,
                GstPad* sink,
                const Settings& settings,
                std::shared_ptr<OutgoingVoice> voice);
    /// Waits for the thread, which ends when the pipeline is in NULL, if not before.
    ~VoiceSender();
    VoiceSender(const VoiceSender&) = delete;
    VoiceSender& operator=(const VoiceSender&) = delete;
    VoiceSender(VoiceSender&&) = delete;
    VoiceSender& operator=(VoiceSender&&) = delete;

    /// Says to webrtcbin what will come. @pre the pipeline is going
    void start();
    /// The first tick is now. Before that the thread sleeps.
    void go();
    /// The tick that is being made is the last one.
    void stop();

    /// Forward error correction for so many percent of loss, from the next packet on; 0: none.
    void set_expected_loss(unsigned percent);

    /// What the offer says about our codec.
    [[nodiscard]] static CapsPtr offer_caps(const Settings& settings);
    /// The same without what only a sender has: SSRC and level header.
    [[nodiscard]] static CapsPtr codec_caps(const Settings& settings);

private:
    using Clock = std::chrono::steady_clock;
    class Work;

    std::shared_ptr<Work> work_;
    std::jthread thread_;
};

} // namespace janus_talk::media
