// SPDX-License-Identifier: MIT
#include "media/packet_ring.hpp"

#include "media/opus_timeline.hpp"
#include "media/pcm.hpp"

#include <new>
#include <optional>
#include <utility>

namespace janus_talk::media {

namespace {

/// Bounds what a sender can cost us that counts backwards.
constexpr std::size_t longest_walk = 100;

/// How much later than `former` a packet belongs, in samples; nothing when they count differently.
std::optional<std::int32_t> step_between(const PacketRing::Packet& former,
                                         const PacketRing::Packet& latter) {
    constexpr auto longest =
            static_cast<std::int32_t>(OpusTimeline::longest_gap.count() * sample_rate / 1000);
    // Modulo 2^32, so that a wrap is a step like any other.
    const auto step = static_cast<std::int32_t>(latter.rtp_timestamp - former.rtp_timestamp);
    return step >= -longest && step <= longest ? std::optional{step} : std::nullopt;
}

/// Where the newest of `sorted` packets belongs; its own place when nothing else is known.
/// Nothing: it is there already.
std::optional<std::size_t> place_of(const std::vector<PacketRing::Packet>& sorted,
                                    const PacketRing::Packet& packet) {
    const std::size_t end = sorted.size();
    for (std::size_t at = end; at > 0 && end - at < longest_walk; --at) {
        const auto step = step_between(sorted[at - 1], packet);
        if (!step)
            return end;
        if (*step == 0)
            return std::nullopt;
        if (*step > 0)
            return at;
    }
    return end > longest_walk ? end : 0;
}

} // namespace

void PacketRing::add(std::span<const std::uint8_t> payload,
                     std::uint32_t rtp_timestamp,
                     TimePoint arrived) noexcept {
    const std::size_t cost = cost_of(payload.size());
    if (cost > most_bytes_)
        return;
    const std::scoped_lock lock{mutex_};
    try {
        packets_.push_back({arrived, rtp_timestamp, {payload.begin(), payload.end()}});
    } catch (const std::bad_alloc&) {
        return; // one packet less is no reason to end a call
    }
    bytes_ += cost;
    while (bytes_ > most_bytes_ || arrived - packets_.front().arrived > span_)
        drop_oldest();
}

void PacketRing::drop_oldest() {
    bytes_ -= cost_of(packets_.front().payload.size());
    packets_.pop_front();
}

std::vector<PacketRing::Packet> PacketRing::packets() const {
    std::vector<Packet> arrived;
    {
        const std::scoped_lock lock{mutex_};
        arrived.assign(packets_.begin(), packets_.end());
    }
    std::vector<Packet> sorted;
    sorted.reserve(arrived.size());
    for (auto& packet : arrived) {
        if (const auto place = place_of(sorted, packet)) {
            sorted.insert(sorted.begin() + static_cast<std::ptrdiff_t>(*place), std::move(packet));
        }
    }
    return sorted;
}

} // namespace janus_talk::media
