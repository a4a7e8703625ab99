// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"

#include <memory>
#include <vector>

namespace janus_talk::media {

/// What is done to a microphone's sound before it is sent.
struct VoiceProcessing {
    /// Takes out what the loudspeaker plays.
    bool echo_cancellation = false;
    /// Turns down what is steady: fans, hum, hiss.
    bool noise_suppression = false;
    /// Makes soft voices louder, by up to 9 dB.
    bool gain_control = false;

    [[nodiscard]] bool any() const noexcept {
        return echo_cancellation || noise_suppression || gain_control;
    }

    bool operator==(const VoiceProcessing&) const = default;
};

/// WebRTC's voice processing (GStreamer's webrtcdsp and webrtcechoprobe) as a function: samples in,
/// samples out. The two elements stand outside of any pipeline and are pushed by hand, so that
/// neither clocks, latencies nor the states of two sound devices matter, and a device may be lost
/// and come back. The delay between loudspeaker and microphone is found by listening, up to half a
/// second; see sound::EchoAligner.
///
/// One thread at a time; takes 10 ms at a time and adds no delay when it is given multiples of it.
class VoiceProcessor {
public:
    /// @param channels 1 or 2 @throws base::Error (device) when the plug-in is broken
    VoiceProcessor(unsigned channels, const VoiceProcessing& wanted);
    ~VoiceProcessor();
    VoiceProcessor(const VoiceProcessor&) = delete;
    VoiceProcessor& operator=(const VoiceProcessor&) = delete;
    VoiceProcessor(VoiceProcessor&&) = delete;
    VoiceProcessor& operator=(VoiceProcessor&&) = delete;

    /// What the loudspeaker has played, or is about to, since the last call.
    void note_played(PcmView played);

    /// What the microphone captured in the meantime. @return what is ready, valid until the next
    /// call
    [[nodiscard]] PcmView process(PcmView captured);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::media
