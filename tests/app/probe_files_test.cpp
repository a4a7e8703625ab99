// SPDX-License-Identifier: MIT
#include "app/probe_files.hpp"
#include "base/failure.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace janus_talk;

namespace {

class ProbeFolder {
public:
    ProbeFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "probe-XXXXXX").string();
        path = mkdtemp(name.data());
    }

    ~ProbeFolder() { std::filesystem::remove_all(path); }

    ProbeFolder(const ProbeFolder&) = delete;
    ProbeFolder& operator=(const ProbeFolder&) = delete;
    ProbeFolder(ProbeFolder&&) = delete;
    ProbeFolder& operator=(ProbeFolder&&) = delete;

    std::filesystem::path path;
};

std::string content_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

} // namespace

TEST_CASE("a file is replaced whole, and nothing else is left") {
    const ProbeFolder folder;
    const auto file = folder.path / "metrics.prom";
    app::write_whole(file.string(), "one\n");
    app::write_whole(file.string(), "two\n");
    CHECK(content_of(file) == "two\n");
    const std::filesystem::directory_iterator files{folder.path};
    CHECK(std::distance(begin(files), end(files)) == 1);
    using std::filesystem::perms;
    CHECK((std::filesystem::status(file).permissions() & perms::owner_read) != perms::none);
}

TEST_CASE("a file that can't be written is told") {
    CHECK_THROWS_AS(app::write_whole("/no/such/folder/file", "text"), base::Error);
    const ProbeFolder folder;
    // A folder can't be replaced by a file.
    std::filesystem::create_directory(folder.path / "taken");
    CHECK_THROWS_AS(app::write_whole((folder.path / "taken").string(), "text"), base::Error);
    const std::filesystem::directory_iterator files{folder.path};
    CHECK(std::distance(begin(files), end(files)) == 1);
}

TEST_CASE("a baseline gives its delay to the limits, or is refused") {
    const ProbeFolder folder;
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
