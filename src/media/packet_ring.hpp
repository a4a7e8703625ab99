// SPDX-License-Identifier: MIT
#pragma once

#include "media/packet_sink.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

namespace janus_talk::media {

/// Keeps the last Opus packets of one direction in memory, for whoever wants to hear afterwards
/// what there was. Costs a copy of some 80 bytes for each packet, and nothing is encoded or
/// decoded. Time counts from the newest packet, so that what came before an outage is still there
/// after it.
class PacketRing final : public PacketSink {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Packet {
        TimePoint arrived;
        std::uint32_t rtp_timestamp = 0;
        std::vector<std::uint8_t> payload;
    };

    /// What a packet of `size` bytes counts for: it takes memory even when it is empty.
    [[nodiscard]] static constexpr std::size_t cost_of(std::size_t size) noexcept {
        return size + sizeof(Packet);
    }

    /// @param span how much older than the newest packet the oldest one may be
    /// @param most_bytes of all packets together, each counted as cost_of(); enough for five
    /// minutes at 32 kbit/s by default
    explicit PacketRing(std::chrono::milliseconds span,
                        std::size_t most_bytes = std::size_t{2} << 20U)
        : span_(span), most_bytes_(most_bytes) {}

    void write(std::span<const std::uint8_t> payload,
               std::uint32_t rtp_timestamp) noexcept override {
        add(payload, rtp_timestamp, std::chrono::steady_clock::now());
    }

    /// @param arrived does not run backwards @thread any
    void add(std::span<const std::uint8_t> payload,
             std::uint32_t rtp_timestamp,
             TimePoint arrived) noexcept;

    /// What is there, in the order of the time stamps, each one once. A packet that is more than
    /// two seconds of packets late stays where it came. @thread any
    [[nodiscard]] std::vector<Packet> packets() const;

private:
    void drop_oldest();

    const std::chrono::milliseconds span_;
    const std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::deque<Packet> packets_;
    std::size_t bytes_ = 0;
};

} // namespace janus_talk::media
