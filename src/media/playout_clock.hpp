// SPDX-License-Identifier: MIT
#pragma once

#include "media/incoming_voice.hpp"

#include <memory>
#include <thread>

namespace janus_talk::media {

/// Plays a frame each 20 ms while no sound card does: for files, pipes, recordings and level
/// meters. It has no rate of its own to keep, so where a sound card must leave samples out it wakes
/// a little earlier or later, until packets wait no longer than they must.
///
/// A sound card that stops taking samples is replaced after `patience`.
class PlayoutClock {
public:
    explicit PlayoutClock(std::shared_ptr<IncomingVoice> voice);

    static constexpr std::chrono::milliseconds patience{100};
    /// At most 1 % faster or slower than 50 frames a second.
    static constexpr std::chrono::microseconds largest_correction{200};
    /// A clock that was stopped for longer does not make up for it.
    static constexpr std::chrono::milliseconds longest_delay{200};

private:
    static void run(const std::stop_token& stopping, IncomingVoice& voice);

    std::shared_ptr<IncomingVoice> voice_;
    // The last member: the thread ends before the voice does.
    std::jthread thread_;
};

} // namespace janus_talk::media
