// SPDX-License-Identifier: MIT
#include "report/line_ring.hpp"

#include <utility>

namespace janus_talk::report {

void LineRing::add(std::string line) {
    if (line.size() + 1 > most_bytes_ || most_lines_ == 0) {
        ++left_out_;
        return;
    }
    bytes_ += line.size() + 1;
    lines_.push_back(std::move(line));
    while (bytes_ > most_bytes_ || lines_.size() > most_lines_) {
        bytes_ -= lines_.front().size() + 1;
        lines_.pop_front();
        ++left_out_;
    }
}

std::string LineRing::text() const {
    std::string text;
    text.reserve(bytes_);
    for (const auto& line : lines_)
        text.append(line).append("\n");
    return text;
}

} // namespace janus_talk::report
