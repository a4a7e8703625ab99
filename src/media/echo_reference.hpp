// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"
#include "media/sample_ring.hpp"

#include <cstdint>
#include <vector>

namespace janus_talk::media {

/// What the loudspeaker plays, for the echo canceller at the microphone. The two have a pipeline
/// and a thread each, may come and go, and never wait for each other.
class EchoReference {
public:
    explicit EchoReference(unsigned channels)
        : ring_(std::size_t{frame_samples} * capacity_frames * channels) {}

    /// When nobody takes it, it is lost. @thread loudspeaker
    void write(PcmView played) noexcept { [[maybe_unused]] const bool taken = ring_.write(played); }

    /// All that was played since the last call, appended. @thread microphone
    void take(std::vector<std::int16_t>& played) {
        const std::size_t begin = played.size();
        const std::size_t count = ring_.size();
        played.resize(begin + count);
        [[maybe_unused]] const bool taken = ring_.read({played.data() + begin, count});
    }

    /// Nothing older is of interest. @thread microphone
    void forget() noexcept { ring_.discard(ring_.size()); }

private:
    static constexpr std::size_t capacity_frames = 16;
    SampleRing ring_;
};

} // namespace janus_talk::media
