// SPDX-License-Identifier: MIT
#include "measure/fft.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>
#include <random>

using namespace janus_talk::measure;

namespace {

std::vector<Complex> random_values(std::size_t size) {
    std::mt19937_64 random{size};
    std::normal_distribution<double> normal;
    std::vector<Complex> values(size);
    for (auto& value : values)
        value = {normal(random), normal(random)};
    return values;
}

Complex by_definition(const std::vector<Complex>& values, std::size_t k) {
    Complex sum;
    for (std::size_t n = 0; n < values.size(); ++n) {
        const double turns = static_cast<double>(n * k) / static_cast<double>(values.size());
        sum += values[n] * std::polar(1.0, -2 * std::numbers::pi * turns);
    }
    return sum;
}

} // namespace

TEST_CASE("the transform is what its definition says") {
    for (std::size_t size = 2; size <= 256; size *= 2) {
        const auto values = random_values(size);
        auto transformed = values;
        Fft{size}.forward(transformed);
        for (std::size_t k = 0; k < size; ++k)
            REQUIRE(std::abs(transformed[k] - by_definition(values, k)) < 1e-9);
    }
}

TEST_CASE("forth and back gives the same") {
    for (std::size_t size = 2; size <= 32768; size *= 8) {
        const auto values = random_values(size);
        auto changed = values;
        const Fft fft{size};
        REQUIRE(fft.size() == size);
        fft.forward(changed);
        fft.inverse(changed);
        for (std::size_t n = 0; n < size; ++n)
            REQUIRE(std::abs(changed[n] - values[n]) < 1e-9);
    }
}
