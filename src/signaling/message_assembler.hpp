// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Private to this room. Pure.

namespace janus_talk::signaling {

/// A piece of a message as libwebsockets hands it up: some bytes of one frame.
struct Piece {
    std::string_view bytes;
    /// Bytes of this frame that are still to come, as its header announced: up to 2^63.
    std::uint64_t to_come = 0;
    /// The last bytes of the last frame of the message.
    bool is_last = false;
};

/// Joins the pieces of a message. Of one beyond the limit only the first bytes are kept; one that
/// is longer than any message, or announces to be, is refused before its bytes are kept.
class MessageAssembler {
public:
    enum class Verdict { incomplete, complete, cut, too_big };

    struct Limits {
        std::size_t kept;
        std::size_t longest;
    };

    explicit MessageAssembler(Limits limits) noexcept : limits_(limits) {}

    [[nodiscard]] Verdict add(const Piece& piece);

    /// The message after `complete`, its first bytes after `cut`. The assembler is ready for the
    /// next one.
    [[nodiscard]] std::string take();

    /// A message has begun and is not complete.
    [[nodiscard]] bool is_waiting() const noexcept { return waiting_; }

    void reset() noexcept;

private:
    Limits limits_;
    std::string message_;
    std::size_t length_ = 0;
    bool waiting_ = false;
};

} // namespace janus_talk::signaling
