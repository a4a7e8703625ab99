// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

namespace janus_talk::measure {

/// How values are spread. All 0 without values.
struct Spread {
    double min = 0;
    double p50 = 0;
    double p95 = 0;
    double max = 0;
};

/// Percentiles by the nearest rank: each is a value that was really measured.
[[nodiscard]] Spread spread_of(std::vector<double> values);

/// The mean step from one value to the next, whatever its direction; 0 for fewer than two.
[[nodiscard]] double mean_step(const std::vector<double>& values);

} // namespace janus_talk::measure
