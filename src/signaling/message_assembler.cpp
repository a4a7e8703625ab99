// SPDX-License-Identifier: MIT
#include "signaling/message_assembler.hpp"

#include <utility>

namespace janus_talk::signaling {

MessageAssembler::Verdict MessageAssembler::add(const Piece& piece) {
    const std::size_t room = limit_ - message_.size();
    if (piece.bytes.size() > room || piece.to_come > room - piece.bytes.size())
        return Verdict::too_big;
    message_.append(piece.bytes);
    waiting_ = !piece.is_last;
    return waiting_ ? Verdict::incomplete : Verdict::complete;
}

std::string MessageAssembler::take() {
    return std::exchange(message_, {});
}

void MessageAssembler::reset() noexcept {
    message_.clear();
    waiting_ = false;
}

} // namespace janus_talk::signaling
