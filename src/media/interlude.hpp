// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/pcm.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace janus_talk::media {

/// A sound that is laid over what the microphone captures while it lasts.
class Interlude {
public:
    explicit Interlude(unsigned channels);

    /// From the next frame on, instead of what is still playing.
    /// @param done called on the sending thread when it has ended by itself; it only posts @thread
    /// main
    void play(std::shared_ptr<PcmSource> sound, std::function<void()> done);
    void stop();

    /// Adds its next 20 ms to `frame`; false: nothing is playing. @thread sending
    bool mix(PcmSpan frame) noexcept;

private:
    std::mutex mutex_;
    std::shared_ptr<PcmSource> sound_;
    std::function<void()> done_;
    std::vector<std::int16_t> frame_;
};

} // namespace janus_talk::media
