// SPDX-License-Identifier: MIT
#include "app/flight_folder.hpp"
#include "base/failure.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace janus_talk;
using app::flight_name;
using app::FlightFolder;
using app::is_flight_name;

namespace {

class FlightScratch {
public:
    FlightScratch() { REQUIRE(mkdtemp(path_.data()) != nullptr); }

    ~FlightScratch() { std::filesystem::remove_all(path_); }

    FlightScratch(const FlightScratch&) = delete;
    FlightScratch& operator=(const FlightScratch&) = delete;
    FlightScratch(FlightScratch&&) = delete;
    FlightScratch& operator=(FlightScratch&&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

    [[nodiscard]] std::size_t count() const {
        using std::filesystem::directory_iterator;
        return static_cast<std::size_t>(
                std::distance(directory_iterator{path_}, directory_iterator{}));
    }

private:
    std::string path_ = "/tmp/janus-talk-flight-XXXXXX";
};

std::string flight_content(const std::string& path) {
    std::ifstream stream{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

mode_t mode_of(const std::string& path) {
    struct stat status {};

    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

/// Files can't grow beyond this.
class SmallFiles {
public:
    explicit SmallFiles(rlim_t size) {
        getrlimit(RLIMIT_FSIZE, &saved_);
        const rlimit limit{size, saved_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }

    ~SmallFiles() { setrlimit(RLIMIT_FSIZE, &saved_); }

    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;
    SmallFiles(SmallFiles&&) = delete;
    SmallFiles& operator=(SmallFiles&&) = delete;

private:
    rlimit saved_{};
};

const std::string some_name = "20261123-145300-1234-4711";

} // namespace

TEST_CASE("a flight's name is time, room and process, and never more than one part of a path") {
    std::tm local{};
    local.tm_year = 126;
    local.tm_mon = 10;
    local.tm_mday = 23;
    local.tm_hour = 14;
    local.tm_min = 53;
    const auto time = std::chrono::system_clock::from_time_t(mktime(&local));
    CHECK(flight_name(time, "1234", 4711) == "20261123-145300-1234-4711");
    CHECK(flight_name(time, "", 4711) == "20261123-145300-4711");
    CHECK(flight_name(time, "../../etc", 1) == "20261123-145300-_._.._etc-1");
    CHECK(flight_name(time, "a/b\n%t\x1b[31m ü", 1) == "20261123-145300-a_b__t__31m___-1");
    CHECK(flight_name(time, std::string(500, 'x'), 1).size() < 100);
    for (const char* room : {"", "1234", "../..", "-rf", "%r"})
        CHECK(is_flight_name(flight_name(time, room, 1)));
}

TEST_CASE("what else is in a directory is not taken for ours") {
    for (const char* name : {"",
                             ".",
                             "..",
                             "notes",
                             "20261123-145300",
                             "20261123-145300-",
                             "2026112a-145300-1",
                             "20261123_145300-1",
                             "20261123-14530x-1"})
        CHECK_FALSE(is_flight_name(name));
    CHECK(is_flight_name("20261123-145300-1"));
}

TEST_CASE("files are written for their owner alone, whatever the mask says") {
    const FlightScratch scratch;
    const FlightFolder folder{scratch.path()};
    const mode_t mask = umask(0);
    const auto outcome =
            folder.write(some_name, {{"a.txt", "hello\n"}, {"b.opus", std::string("\0\xff", 2)}});
    umask(mask);
    REQUIRE(outcome.path == scratch.path() + "/" + some_name);
    CHECK_FALSE(outcome.trouble);
    CHECK(flight_content(*outcome.path + "/a.txt") == "hello\n");
    CHECK(flight_content(*outcome.path + "/b.opus") == std::string("\0\xff", 2));
    CHECK(mode_of(*outcome.path) == 0700);
    CHECK(mode_of(*outcome.path + "/a.txt") == 0600);
}

TEST_CASE("a name that is taken gets a number, and nothing that is there changes") {
    const FlightScratch scratch;
    const FlightFolder folder{scratch.path() + "/"};
    std::ofstream{scratch.path() + "/" + some_name} << "somebody's";
    const auto second = folder.write(some_name, {{"a", "1"}});
    const auto third = folder.write(some_name, {{"a", "2"}});
    CHECK(second.path == scratch.path() + "/" + some_name + "-2");
    CHECK(third.path == scratch.path() + "/" + some_name + "-3");
    CHECK(flight_content(scratch.path() + "/" + some_name) == "somebody's");
    CHECK(flight_content(*second.path + "/a") == "1");
}

TEST_CASE("names are not taken for ever") {
    const FlightScratch scratch;
    const FlightFolder folder{scratch.path()};
    for (int i = 0; i < 10; ++i)
        CHECK(folder.write(some_name, {}).path);
    const auto outcome = folder.write(some_name, {});
    CHECK_FALSE(outcome.path);
    CHECK(outcome.trouble == "File exists");
}

TEST_CASE("a directory that is full of flights gets no more of them") {
    const FlightScratch scratch;
    const FlightFolder folder{scratch.path()};
    std::filesystem::create_directory(scratch.path() + "/other");
    for (std::size_t i = 1; i < FlightFolder::most_flights; ++i)
        std::filesystem::create_directory(scratch.path() + "/20260101-000000-" + std::to_string(i));
    CHECK(folder.write(some_name, {{"a", "1"}}).path);
    const auto count = scratch.count();
    const auto refused = folder.write("20261123-145301-1234-4711", {{"a", "1"}});
    CHECK_FALSE(refused.path);
    CHECK(refused.trouble == "there are 100 of them already");
    CHECK(scratch.count() == count);
}

TEST_CASE("a full disk leaves whole files only, and says so") {
    const FlightScratch scratch;
    const FlightFolder folder{scratch.path()};
    const SmallFiles disk{10};
    const auto outcome = folder.write(
            some_name, {{"small", "0123456789"}, {"large", "0123456789a"}, {"after", "x"}});
    REQUIRE(outcome.path);
    CHECK(outcome.trouble == "File too large");
    CHECK(flight_content(*outcome.path + "/small") == "0123456789");
    CHECK_FALSE(std::filesystem::exists(*outcome.path + "/large"));
    CHECK_FALSE(std::filesystem::exists(*outcome.path + "/after"));
}

TEST_CASE("where not even the first file could be written, no directory is left") {
    const FlightScratch scratch;
    const FlightFolder folder{scratch.path()};
    const SmallFiles disk{1};
    const auto outcome = folder.write(some_name, {{"large", "0123456789a"}});
    CHECK_FALSE(outcome.path);
    CHECK(outcome.trouble == "File too large");
    CHECK(scratch.count() == 0);
}

TEST_CASE("a directory that went away is told, not thrown") {
    const FlightScratch scratch;
    std::filesystem::create_directory(scratch.path() + "/gone");
    const FlightFolder folder{scratch.path() + "/gone"};
    std::filesystem::remove(scratch.path() + "/gone");
    const auto outcome = folder.write(some_name, {{"a", "1"}});
    CHECK_FALSE(outcome.path);
    CHECK(outcome.trouble == "No such file or directory");
}

TEST_CASE("what is no directory is refused at once") {
    const FlightScratch scratch;
    std::ofstream{scratch.path() + "/file"} << "x";
    for (const char* name : {"/missing", "/file"}) {
        try {
            const FlightFolder folder{scratch.path() + name};
            FAIL("accepted " << name);
        } catch (const base::Error& error) {
            CHECK(error.failure().code == base::ExitCode::device);
            CHECK(error.failure().text.find(scratch.path() + name) != std::string::npos);
        }
    }
}

TEST_CASE("a directory that can't be written is refused at once") {
    const FlightScratch scratch;
    // To root everything is open, but nothing can be made in /proc.
    std::string path = "/proc";
    if (geteuid() != 0) {
        path = scratch.path();
        chmod(path.c_str(), 0500);
        CHECK_THROWS_AS(FlightFolder{path}, base::Error);
        chmod(path.c_str(), 0700);
    } else {
        const auto outcome = FlightFolder{path}.write(some_name, {{"a", "1"}});
        CHECK_FALSE(outcome.path);
        CHECK(outcome.trouble);
    }
}
