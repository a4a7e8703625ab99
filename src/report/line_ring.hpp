// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

namespace janus_talk::report {

/// Keeps the last lines of something that never ends. Pure.
class LineRing {
public:
    /// Whichever bound is reached first; the newline of each line counts.
    LineRing(std::size_t most_lines, std::size_t most_bytes)
        : most_lines_(most_lines), most_bytes_(most_bytes) {}

    /// A line that alone is more than all may be is left out, because half of one is of no use.
    /// @param line without newline
    void add(std::string line);

    /// The oldest first, each with its newline.
    [[nodiscard]] std::string text() const;

    [[nodiscard]] bool empty() const noexcept { return lines_.empty(); }

    /// Lines that are not there any more, or never were.
    [[nodiscard]] std::uint64_t left_out() const noexcept { return left_out_; }

private:
    std::size_t most_lines_;
    std::size_t most_bytes_;
    std::deque<std::string> lines_;
    std::size_t bytes_ = 0;
    std::uint64_t left_out_ = 0;
};

} // namespace janus_talk::report
