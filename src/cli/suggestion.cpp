// SPDX-License-Identifier: MIT
#include "cli/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace janus_talk::cli {

namespace {

/// Levenshtein distance.
std::size_t edits(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replace = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
        }
    }
    return row.back();
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
