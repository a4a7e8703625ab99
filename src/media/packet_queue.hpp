// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace janus_talk::media {

/// A bounded queue of packets between exactly one writing and one reading thread, without locks.
class PacketQueue {
public:
    struct Packet {
        std::chrono::steady_clock::time_point arrived;
        std::uint32_t rtp_timestamp = 0;
        std::size_t size = 0;
        /// 20 ms at Opus' highest rate are 1276 bytes, and an Ethernet frame holds 1500.
        std::array<std::uint8_t, 1500> bytes{};

        [[nodiscard]] std::span<const std::uint8_t> payload() const { return {bytes.data(), size}; }
    };

    explicit PacketQueue(std::size_t capacity) : packets_(capacity) {}

    /// False when it is full, or the packet is too large. @thread writer
    [[nodiscard]] bool write(std::span<const std::uint8_t> payload,
                             std::uint32_t rtp_timestamp,
                             std::chrono::steady_clock::time_point arrived) noexcept;

    /// The oldest one, valid until pop(); null when there is none. @thread reader
    [[nodiscard]] const Packet* front() const noexcept;
    /// @pre front() @thread reader
    void pop() noexcept;

private:
    std::vector<Packet> packets_;
    std::atomic<std::uint64_t> written_{0};
    std::atomic<std::uint64_t> consumed_{0};
};

} // namespace janus_talk::media
