// SPDX-License-Identifier: MIT
#include "media/packet_queue.hpp"

#include <algorithm>

namespace janus_talk::media {

bool PacketQueue::write(std::span<const std::uint8_t> payload,
                        std::uint32_t rtp_timestamp,
                        std::chrono::steady_clock::time_point arrived) noexcept {
    const std::uint64_t written = written_.load(std::memory_order_relaxed);
    const std::uint64_t consumed = consumed_.load(std::memory_order_acquire);
    Packet& packet = packets_[written % packets_.size()];
    if (written - consumed >= packets_.size() || payload.size() > packet.bytes.size())
        return false;
    std::copy(payload.begin(), payload.end(), packet.bytes.begin());
    packet.size = payload.size();
    packet.rtp_timestamp = rtp_timestamp;
    packet.arrived = arrived;
    written_.store(written + 1, std::memory_order_release);
    return true;
}

const PacketQueue::Packet* PacketQueue::front() const noexcept {
    const std::uint64_t consumed = consumed_.load(std::memory_order_relaxed);
    if (written_.load(std::memory_order_acquire) == consumed)
        return nullptr;
    return &packets_[consumed % packets_.size()];
}

void PacketQueue::pop() noexcept {
    consumed_.fetch_add(1, std::memory_order_release);
}

} // namespace janus_talk::media
