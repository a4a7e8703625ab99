// SPDX-License-Identifier: MIT
#include "app/log.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace janus_talk;
using report::Logger;
using report::LogLevel;

namespace {

/// A folder that is gone at the end, and a log file's name in it.
class LogFolder {
public:
    LogFolder() { REQUIRE(mkdtemp(folder_.data()) != nullptr); }

    ~LogFolder() { std::filesystem::remove_all(folder_); }

    LogFolder(const LogFolder&) = delete;
    LogFolder& operator=(const LogFolder&) = delete;
    LogFolder(LogFolder&&) = delete;
    LogFolder& operator=(LogFolder&&) = delete;

    [[nodiscard]] std::string file(const std::string& name = "log") const {
        return folder_ + "/" + name;
    }

    [[nodiscard]] std::vector<std::string> lines(const std::string& name = "log") const {
        std::ifstream stream{file(name)};
        std::vector<std::string> lines;
        for (std::string line; std::getline(stream, line);)
            lines.push_back(line);
        return lines;
    }

private:
    std::string folder_ = "/tmp/janus-talk-log-XXXXXX";
};

/// A log with what it says on stderr and complains about.
struct LogBench {
    explicit LogBench(const app::ReportOptions& options)
        : log(options,
              {[this](const std::string& line) { shown.push_back(line); },
               [this](const base::Failure& failure) {
                   complaints.push_back(failure);
                   log.add(core::Problem{core::Severity::warning, failure}, true);
               }}) {}

    std::vector<std::string> shown;
    std::vector<base::Failure> complaints;
    app::Log log;
};

app::ReportOptions into(const std::string& file) {
    app::ReportOptions options;
    options.log.file = file;
    return options;
}

core::Problem warning_of(std::string text) {
    return {core::Severity::warning, {base::ExitCode::ok, std::move(text), "", {}}};
}

} // namespace

TEST_CASE("a log file gets a line for each record from info on, and stderr none") {
    const LogFolder folder;
    LogBench bench{into(folder.file())};
    bench.log.add(warning_of("It is late."), true);
    bench.log.write(Logger::media, LogLevel::info, "one\ntwo \x1b[2J");
    bench.log.write(Logger::media, LogLevel::debug, "nobody asked");
    bench.log.add(core::media::Levels{}, false);
    const auto lines = folder.lines();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].ends_with("Z warning core: It is late."));
    CHECK(lines[1].ends_with("Z info media: one\\u{a}two \\u{1b}[2J"));
    CHECK(bench.shown.empty());

    struct stat status {};

    REQUIRE(stat(folder.file().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("each logger has a level of its own, and JSON is one object a line") {
    const LogFolder folder;
    auto options = into(folder.file());
    options.log.format = app::LogFormat::json;
    options.log.levels = report::LogLevels{LogLevel::error};
    options.log.levels->set(Logger::janus, LogLevel::debug);
    LogBench bench{options};
    CHECK(bench.log.wants_wire());
    CHECK_FALSE(bench.log.wants(Logger::core, LogLevel::warning));
    bench.log.add(warning_of("left out"), false);
    bench.log.add_wire(true, R"({"janus":"create"})");
    const auto lines = folder.lines();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].starts_with("{\"t\":\"20"));
    CHECK(lines[0].ends_with(
            R"("level":"debug","logger":"janus","text":"→ {\"janus\":\"create\"}"})"));
}

TEST_CASE("a log file is appended to, and opened anew after it was moved away") {
    const LogFolder folder;
    std::ofstream{folder.file()} << "before\n";
    LogBench bench{into(folder.file())};
    bench.log.write(Logger::app, LogLevel::info, "first");
    std::filesystem::rename(folder.file(), folder.file("log.1"));
    bench.log.write(Logger::app, LogLevel::info, "still there");
    CHECK(folder.lines("log.1").size() == 3);
    CHECK_FALSE(bench.log.reopen());
    bench.log.write(Logger::app, LogLevel::info, "second");
    CHECK(folder.lines("log.1").size() == 3);
    REQUIRE(folder.lines().size() == 2);
    CHECK(folder.lines()[1].ends_with("second"));
}

TEST_CASE("when a log file can't be opened anew the old one goes on") {
    const LogFolder folder;
    LogBench bench{into(folder.file())};
    std::filesystem::rename(folder.file(), folder.file("log.1"));
    std::filesystem::create_directory(folder.file());
    const auto failure = bench.log.reopen();
    REQUIRE(failure);
    CHECK(failure->text.find("Is a directory") != std::string::npos);
    bench.log.write(Logger::app, LogLevel::info, "goes on");
    CHECK(folder.lines("log.1").size() == 1);
}

TEST_CASE("a log on a full disk is complained about once, and counts what it lost") {
    LogBench bench{into("/dev/full")};
    for (int i = 0; i < 3; ++i)
        bench.log.write(Logger::app, LogLevel::info, "lost");
    REQUIRE(bench.complaints.size() == 1);
    CHECK(bench.complaints[0].text ==
          "The log file '/dev/full' can't be written: No space left on device.");
}

TEST_CASE("a log that could not be written says how much is missing when it can") {
    const LogFolder folder;
    REQUIRE(mkfifo(folder.file().c_str(), 0600) == 0);
    const int reader = open(folder.file().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    LogBench bench{into(folder.file())};
    const std::string text(4000, 'x');
    while (bench.complaints.empty())
        bench.log.write(Logger::app, LogLevel::info, text);
    bench.log.write(Logger::app, LogLevel::info, "also lost");
    std::string taken;
    std::array<char, 65536> buffer{};
    for (ssize_t got = 0; (got = read(reader, buffer.data(), buffer.size())) > 0;) {
        taken.assign(buffer.data(), static_cast<std::size_t>(got));
    }
    bench.log.write(Logger::app, LogLevel::info, "after");
    const ssize_t got = read(reader, buffer.data(), buffer.size());
    close(reader);
    REQUIRE(got > 0);
    const std::string after{buffer.data(), static_cast<std::size_t>(got)};
    // The one that did not fit, the complaint about it, and the next.
    CHECK(after.find("3 lines could not be written.\n") != std::string::npos);
    CHECK(after.ends_with("info app: after\n"));
    CHECK(bench.complaints.size() == 1);
}

TEST_CASE("a log file that can't be written is refused before anything else") {
    for (const char* path : {"/nowhere/at/all", "/", ""}) {
        INFO(path);
        try {
            const LogBench bench{into(path)};
            FAIL("it was not refused");
        } catch (const base::Error& error) {
            CHECK(error.failure().code == base::ExitCode::device);
            CHECK(error.failure().text.find("can't be written") != std::string::npos);
        }
    }
}

TEST_CASE("without a file stderr has what people have not been told") {
    app::ReportOptions options;
    options.log.levels = report::LogLevels{LogLevel::warning};
    options.log.levels->set(Logger::signaling, LogLevel::debug);
    LogBench bench{options};
    bench.log.add(warning_of("told"), true);
    bench.log.add(warning_of("not told"), false);
    bench.log.add(signaling::LogLevel::notice, "libwebsockets: hello");
    CHECK(bench.shown ==
          std::vector<std::string>{"core: not told", "signaling: libwebsockets: hello"});
}

TEST_CASE("-vv shows the protocol on stderr, also beside a log file") {
    const LogFolder folder;
    for (const bool with_file : {false, true}) {
        app::ReportOptions options = with_file ? into(folder.file()) : app::ReportOptions{};
        LogBench quiet{options};
        CHECK_FALSE(quiet.log.wants_wire());
        options.verbosity = 2;
        LogBench bench{options};
        bench.log.add_wire(false, "{}");
        bench.log.write(Logger::app, LogLevel::info, "for the file");
        CHECK(bench.shown == std::vector<std::string>{"← {}"});
    }
}

TEST_CASE("as JSON on stderr the log says everything, however much people have been told") {
    app::ReportOptions options;
    options.log.format = app::LogFormat::json;
    CHECK(options.stderr_is_json());
    LogBench bench{options};
    bench.log.add(warning_of("w"), false);
    bench.log.add(core::Ended{}, false);
    REQUIRE(bench.shown.size() == 2);
    CHECK(bench.shown[1].ends_with(R"("level":"info","logger":"app","text":"Left the room."})"));
    options.verbosity = -1;
    LogBench quiet{options};
    quiet.log.add(core::Ended{}, false);
    CHECK(quiet.shown.empty());
}

TEST_CASE("a flood of notices does not flood the log, and is counted") {
    const LogFolder folder;
    LogBench bench{into(folder.file())};
    for (int i = 0; i < 1000; ++i)
        bench.log.add(warning_of("again"), false);
    CHECK(folder.lines().size() < 500);
    bench.log.add(core::Ended{}, false);
    CHECK(folder.lines().back().ends_with("Left the room."));
    CHECK(folder.lines().at(folder.lines().size() - 2).find("lines left out") != std::string::npos);
}
