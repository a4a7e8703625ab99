// SPDX-License-Identifier: MIT
#include "app/probe_files.hpp"
#include "app/test_folder.hpp"
#include "base/failure.hpp"

#include <catch2/catch.hpp>

#include <fstream>

using namespace janus_talk;

TEST_CASE("a baseline gives its delay to the limits, or is refused") {
    const TestFolder folder;
    const auto file = folder.path / "old.json";
    app::ProbeOptions options;
    options.max_delay_regression = 20;
    app::read_baseline(options);
    CHECK_FALSE(options.limits.regression);
    options.baseline = file.string();
    CHECK_THROWS_AS(app::read_baseline(options), base::Error);
    std::ofstream{file} << R"({"measures":{"delay_ms":{"p50":98.5}}})";
    app::read_baseline(options);
    REQUIRE(options.limits.regression);
    CHECK(options.limits.regression->baseline_delay_ms == 98.5);
    CHECK(options.limits.regression->percent == 20);
    std::ofstream{file} << "nonsense";
    CHECK_THROWS_AS(app::read_baseline(options), base::Error);
}
