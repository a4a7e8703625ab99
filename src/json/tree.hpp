// SPDX-License-Identifier: MIT
#pragma once

#include "json/document.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::json {

/// A piece of Tree::text. 32 bits suffice: parse() caps the size of the input.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
};

struct Node {
    Kind kind = Kind::null;
    bool truth = false;
    Span name;
    /// The unescaped string, or the number as it was written.
    Span text;
    /// Elements or members.
    std::uint32_t size = 0;
    /// Index of the first node after this one and everything inside it.
    std::uint32_t next = 0;
};

/// The whole text as one flat list in order of appearance: no recursion when it is built, searched
/// or freed.
struct Tree {
    std::vector<Node> nodes;
    std::string text;

    [[nodiscard]] std::string_view view(Span span) const noexcept {
        return std::string_view{text}.substr(span.begin, span.size);
    }
};

} // namespace janus_talk::json
