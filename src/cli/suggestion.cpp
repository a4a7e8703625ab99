// SPDX-License-Identifier: MIT
#include "cli/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace janus_talk::cli {

namespace {

/// Edits that turn one word into the other; swapping two neighbours is one edit, since fingers do
/// that.
/// @source optimal string alignment distance (Damerau 1964)
std::size_t edits(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before(to.size() + 1);
    std::vector<std::size_t> above(to.size() + 1);
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(above.begin(), above.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const bool same = from[i - 1] == to[j - 1];
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above.back();
}

} // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& known) {
    constexpr std::size_t longest = 64; // nobody mistypes a novel
    if (typed.size() > longest)
        return {};
    std::string best;
    std::size_t best_edits = std::max<std::size_t>(1, typed.size() / 3) + 1;
    for (const auto& word : known) {
        const std::size_t distance = edits(typed, word);
        if (distance < best_edits) {
            best_edits = distance;
            best = word;
        }
    }
    return best;
}

} // namespace janus_talk::cli
