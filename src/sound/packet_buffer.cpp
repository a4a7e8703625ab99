// SPDX-License-Identifier: MIT
#include "sound/packet_buffer.hpp"

#include <utility>

namespace janus_talk::sound {

Ticks TimestampExtender::extend(std::uint32_t timestamp) noexcept {
    if (!last_) {
        last_ = timestamp;
        return *last_;
    }
    const auto step =
            static_cast<std::int32_t>(timestamp - static_cast<std::uint32_t>(*last_ & 0xFFFFFFFF));
    *last_ += step;
    return *last_;
}

bool PacketBuffer::insert(Ticks timestamp, Payload payload) {
    if (!packets_.try_emplace(timestamp, std::move(payload)).second)
        return false;
    if (packets_.size() > capacity)
        packets_.erase(packets_.begin());
    return true;
}

PacketBuffer::Packet PacketBuffer::pop() {
    auto node = packets_.extract(packets_.begin());
    return {node.key(), std::move(node.mapped())};
}

} // namespace janus_talk::sound
