// SPDX-License-Identifier: MIT
#pragma once

#include "signaling/link.hpp"

#include <cstddef>
#include <deque>
#include <string_view>

// Private to this room.

namespace janus_talk::signaling {

/// Messages that wait for the socket, at most so many bytes of them.
class Outbox {
public:
    explicit Outbox(std::size_t limit) noexcept : limit_(limit) {}

    /// False when it is too full; an empty one takes any message.
    [[nodiscard]] bool put(std::string_view text) {
        if (!messages_.empty() && bytes_ + text.size() > limit_)
            return false;
        bytes_ += text.size();
        messages_.emplace_back(text);
        return true;
    }

    [[nodiscard]] bool empty() const noexcept { return messages_.empty(); }

    /// Writes the oldest message. False when the connection broke.
    [[nodiscard]] bool write_one(Link& link) {
        const bool written = link.write(messages_.front());
        bytes_ -= messages_.front().size();
        messages_.pop_front();
        return written;
    }

    void clear() noexcept {
        messages_.clear();
        bytes_ = 0;
    }

private:
    std::size_t limit_;
    std::size_t bytes_ = 0;
    std::deque<Outgoing> messages_;
};

} // namespace janus_talk::signaling
