// SPDX-License-Identifier: MIT
#pragma once

#include "sound/pcm.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace janus_talk::sound {

using Payload = std::vector<std::uint8_t>;

/// Continues the 32 bit RTP time without wrapping around. Two neighbours are less than 12 hours
/// apart.
class TimestampExtender {
public:
    [[nodiscard]] Ticks extend(std::uint32_t timestamp) noexcept;

private:
    std::optional<Ticks> last_;
};

/// Packets that wait to be played, in the order of their RTP time whatever order they came in.
/// Bounded: when too many wait the oldest go.
class PacketBuffer {
public:
    struct Packet {
        Ticks timestamp = 0;
        Payload payload;
    };

    /// False for a duplicate, which is dropped.
    bool insert(Ticks timestamp, Payload payload);

    [[nodiscard]] bool empty() const noexcept { return packets_.empty(); }

    [[nodiscard]] std::size_t size() const noexcept { return packets_.size(); }

    /// RTP time of the oldest packet. @pre not empty
    [[nodiscard]] Ticks first() const noexcept { return packets_.begin()->first; }

    /// The oldest packet. @pre not empty
    [[nodiscard]] const Payload& peek() const noexcept { return packets_.begin()->second; }

    /// Takes the oldest packet out. @pre not empty
    Packet pop();

    void clear() noexcept { packets_.clear(); }

    /// 3 s of 20 ms packets: more than any delay that is worth playing.
    static constexpr std::size_t capacity = 150;

private:
    std::map<Ticks, Payload> packets_;
};

} // namespace janus_talk::sound
