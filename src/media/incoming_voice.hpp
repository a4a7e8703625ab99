// SPDX-License-Identifier: MIT
#pragma once

#include "media/level_meter.hpp"
#include "media/pcm.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace janus_talk::media {

/// Where the room's sound arrives: nothing passes until the peer's certificate is verified, then it
/// is measured and handed to loudspeaker, file and recording alike.
class IncomingVoice {
public:
    /// Called on the receiving thread; they only post.
    struct Reports {
        std::function<void(const LevelWindow&)> level;
        std::function<void()> first_sound;
    };

    /// @param decode false: packets are counted and dropped; the first one counts as first sound
    IncomingVoice(unsigned channels,
                  std::vector<std::shared_ptr<PcmSink>> sinks,
                  Reports reports,
                  bool decode = true);

    /// @thread any
    void open() noexcept { open_.store(true, std::memory_order_release); }

    /// Packets that came through the jitter buffer since the start; stands still when the flow
    /// stops.
    [[nodiscard]] std::uint64_t packets() const noexcept { return packets_.load(); }

    /// Decoded samples (per channel) since the start.
    [[nodiscard]] std::uint64_t played() const noexcept { return played_.load(); }

    /// Asked for each packet before it is decoded; false: drop it. @thread receiving
    [[nodiscard]] bool admit() noexcept;
    /// Decoded sound, in pieces of any size. @thread receiving
    void deliver(PcmView samples) noexcept;

private:
    const std::vector<std::shared_ptr<PcmSink>> sinks_;
    const Reports reports_;
    std::atomic<bool> open_{false};
    std::atomic<std::uint64_t> packets_{0};
    std::atomic<std::uint64_t> played_{0};
    unsigned channels_;
    const bool decode_;

    // Receiving thread only.
    LevelMeter meter_;
    bool heard_ = false;
};

} // namespace janus_talk::media
