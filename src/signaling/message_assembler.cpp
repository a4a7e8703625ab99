// SPDX-License-Identifier: MIT
#include "signaling/message_assembler.hpp"

#include <utility>

namespace janus_talk::signaling {

MessageAssembler::Verdict MessageAssembler::add(const Piece& piece) {
    const std::size_t room = limits_.longest - length_;
    if (piece.bytes.size() > room || piece.to_come > room - piece.bytes.size())
        return Verdict::too_big;
    length_ += piece.bytes.size();
    message_.append(piece.bytes.substr(0, limits_.kept - message_.size()));
    waiting_ = !piece.is_last;
    if (waiting_)
        return Verdict::incomplete;
    return length_ > limits_.kept ? Verdict::cut : Verdict::complete;
}

std::string MessageAssembler::take() {
    length_ = 0;
    return std::exchange(message_, {});
}

void MessageAssembler::reset() noexcept {
    message_.clear();
    length_ = 0;
    waiting_ = false;
}

} // namespace janus_talk::signaling
