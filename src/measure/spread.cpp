// SPDX-License-Identifier: MIT
#include "measure/spread.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace janus_talk::measure {

namespace {

double rank(const std::vector<double>& sorted, double share) {
    const auto count = static_cast<double>(sorted.size());
    const auto place = static_cast<std::size_t>(std::max(1.0, std::ceil(share * count)));
    return sorted[std::min(place, sorted.size()) - 1];
}

} // namespace

Spread spread_of(std::vector<double> values) {
    if (values.empty())
        return {};
    std::sort(values.begin(), values.end());
    return {values.front(), rank(values, 0.50), rank(values, 0.95), values.back()};
}

double mean_step(const std::vector<double>& values) {
    if (values.size() < 2)
        return 0;
    double sum = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
        sum += std::abs(values[i] - values[i - 1]);
    return sum / static_cast<double>(values.size() - 1);
}

} // namespace janus_talk::measure
