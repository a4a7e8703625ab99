// SPDX-License-Identifier: MIT
#include "media/flow_watch.hpp"

namespace janus_talk::media {

std::optional<bool> FlowWatch::check(TimePoint now, std::uint64_t packets) noexcept {
    const bool grown = packets > packets_;
    packets_ = packets;
    if (grown) {
        last_growth_ = now;
        if (receiving_)
            return std::nullopt;
        receiving_ = true;
        return true;
    }
    if (packets == 0 || !receiving_ || now - last_growth_ < patience)
        return std::nullopt;
    receiving_ = false;
    return false;
}

} // namespace janus_talk::media
