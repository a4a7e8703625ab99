// SPDX-License-Identifier: MIT
#include "app/test_folder.hpp"
#include "app/whole_file.hpp"
#include "base/failure.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace janus_talk;

TEST_CASE("a file is replaced whole, and nothing else is left") {
    const TestFolder folder;
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
    const TestFolder folder;
    // A folder can't be replaced by a file.
    std::filesystem::create_directory(folder.path / "taken");
    CHECK_THROWS_AS(app::write_whole((folder.path / "taken").string(), "text"), base::Error);
    const std::filesystem::directory_iterator files{folder.path};
    CHECK(std::distance(begin(files), end(files)) == 1);
}

TEST_CASE("a symbolic link stays, and what it leads to is replaced") {
    const TestFolder folder;
    const auto file = folder.path / "real";
    const auto link = folder.path / "link";
    std::ofstream{file} << "old";
    std::filesystem::create_symlink("real", link);
    app::write_whole(link.string(), "new");
    CHECK(std::filesystem::is_symlink(link));
    CHECK(content_of(file) == "new");
}

TEST_CASE("a symbolic link that leads nowhere yet stays, and the file is made there") {
    const TestFolder folder;
    const auto first = folder.path / "first";
    const auto second = folder.path / "second";
    std::filesystem::create_directory(folder.path / "place");
    std::filesystem::create_symlink("second", first);
    std::filesystem::create_symlink(folder.path / "place" / "file", second);
    app::require_place_for(first.string());
    app::write_whole(first.string(), "text");
    CHECK(std::filesystem::is_symlink(first));
    CHECK(std::filesystem::is_symlink(second));
    CHECK(content_of(folder.path / "place" / "file") == "text");
    const std::filesystem::directory_iterator made{folder.path / "place"};
    CHECK(std::distance(begin(made), end(made)) == 1);

    const auto lost = folder.path / "lost";
    std::filesystem::create_symlink("no-folder/file", lost);
    CHECK_THROWS_AS(app::require_place_for(lost.string()), base::Error);
    CHECK_THROWS_AS(app::write_whole(lost.string(), "text"), base::Error);
    const auto circle = folder.path / "circle";
    std::filesystem::create_symlink("circle", circle);
    CHECK_THROWS_AS(app::require_place_for(circle.string()), base::Error);
    CHECK_THROWS_AS(app::write_whole(circle.string(), "text"), base::Error);
    CHECK(std::filesystem::is_symlink(circle));
}

TEST_CASE("a FIFO and a device are written to, and never replaced") {
    const TestFolder folder;
    const auto fifo = folder.path / "fifo";
    REQUIRE(mkfifo(fifo.c_str(), 0600) == 0);
    CHECK_THROWS_AS(app::write_whole(fifo.string(), "text"), base::Error); // nobody reads
    const int reader = open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(reader >= 0);
    app::write_whole(fifo.string(), "text");
    std::array<char, 16> read_back{};
    CHECK(read(reader, read_back.data(), read_back.size()) == 4);
    close(reader);
    CHECK(std::filesystem::is_fifo(fifo));
    app::write_whole("/dev/null", "text");
    CHECK(std::filesystem::is_character_file("/dev/null"));
    CHECK_THROWS_AS(app::write_whole("/dev/full", "text"), base::Error);
}

TEST_CASE("whether there is a place for a file is known before") {
    const TestFolder folder;
    app::require_place_for((folder.path / "new").string());
    CHECK_FALSE(std::filesystem::exists(folder.path / "new"));
    app::require_place_for("relative");
    app::require_place_for("/dev/null");
    CHECK_THROWS_AS(app::require_place_for(folder.path.string()), base::Error);
    CHECK_THROWS_AS(app::require_place_for((folder.path / "no" / "file").string()), base::Error);
}
