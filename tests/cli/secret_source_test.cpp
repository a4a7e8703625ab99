// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "cli/secret_source.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using namespace janus_talk;
using cli::SecretSource;

namespace {

class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& content, mode_t mode = 0600) {
        const int fd = mkstemp(path_.data());
        REQUIRE(fd >= 0);
        close(fd);
        std::ofstream{path_} << content;
        chmod(path_.c_str(), mode);
    }

    ~TemporaryFile() { unlink(path_.c_str()); }

    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    TemporaryFile(TemporaryFile&&) = delete;
    TemporaryFile& operator=(TemporaryFile&&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_ = "/tmp/janus-talk-secret-XXXXXX";
};

std::optional<base::Secret> resolve(const std::string& command_line) {
    SecretSource pin{"pin"};
    CLI::App app;
    pin.bind(app, "PIN");
    app.parse(command_line);
    return pin.resolve();
}

} // namespace

TEST_CASE("a secret comes from the flag, a file or the environment, in this order") {
    const TemporaryFile file{"from-file\n"};
    CHECK_FALSE(resolve(""));
    setenv("JANUS_TALK_PIN_FILE", file.path().c_str(), 1);
    CHECK(resolve("")->reveal() == "from-file");
    setenv("JANUS_TALK_PIN", "from-environment", 1);
    setenv("JANUS_TALK_PIN_FILE", file.path().c_str(), 1);
    CHECK(resolve("")->reveal() == "from-environment");
    setenv("JANUS_TALK_PIN", "from-environment", 1);
    CHECK(resolve("--pin-file " + file.path())->reveal() == "from-file");
    setenv("JANUS_TALK_PIN", "from-environment", 1);
    CHECK(resolve("--pin 4711")->reveal() == "4711");
    unsetenv("JANUS_TALK_PIN_FILE");
}

TEST_CASE("the environment does not keep a secret that was read") {
    setenv("JANUS_TALK_PIN", "short-lived", 1);
    const char* const bytes = std::getenv("JANUS_TALK_PIN");
    CHECK(resolve("")->reveal() == "short-lived");
    CHECK(std::getenv("JANUS_TALK_PIN") == nullptr);
    CHECK(bytes[0] == '\0');
}

TEST_CASE("a secret file must be private, readable and hold something") {
    CHECK(app::read_secret_file(TemporaryFile{"a b\r\n"}.path()).reveal() == "a b");
    CHECK_THROWS_AS(app::read_secret_file(TemporaryFile("x", 0644).path()), base::Error);
    CHECK_THROWS_AS(app::read_secret_file(TemporaryFile("x", 0640).path()), base::Error);
    CHECK_THROWS_AS(app::read_secret_file(TemporaryFile("").path()), base::Error);
    CHECK_THROWS_AS(app::read_secret_file(TemporaryFile("\n").path()), base::Error);
    CHECK_THROWS_AS(app::read_secret_file(TemporaryFile(std::string(5000, 'x')).path()),
                    base::Error);
    CHECK_THROWS_AS(app::read_secret_file("/nonexistent"), base::Error);
    CHECK_THROWS_AS(app::read_secret_file("/tmp"), base::Error);
}

TEST_CASE("flag and file together are refused") {
    CHECK_THROWS_AS(resolve("--pin 1 --pin-file x"), CLI::Error);
}

TEST_CASE("secrets are wiped from the argument vector, and nothing else") {
    std::array<std::string, 6> words{
            "janus-talk", "--pin", "4711", "--pin-file", "f", "--turn=turn:u:p@h"};
    std::array<char*, 6> argv{};
    for (std::size_t n = 0; n < words.size(); ++n)
        argv.at(n) = words.at(n).data();
    cli::wipe_arguments(static_cast<int>(argv.size()), argv.data(), {"--pin", "--turn"});
    CHECK(words[1] == "--pin");
    CHECK(words[2] == "****");
    CHECK(words[3] == "--pin-file");
    CHECK(words[4] == "f");
    CHECK(words[5] == "--turn=**********");
}

TEST_CASE("what a service manager hands over may show as readable by the group, and no more") {
    const TemporaryFile file{"secret", 0440};
    const TemporaryFile open_to_all{"secret", 0444};
    const std::string read_file = "--pin-file " + file.path();
    CHECK_THROWS_AS(resolve(read_file), base::Error);
    setenv("CREDENTIALS_DIRECTORY", "/tm", 1);
    CHECK_THROWS_AS(resolve(read_file), base::Error);
    setenv("CREDENTIALS_DIRECTORY", "/tmp", 1);
    CHECK(resolve(read_file)->reveal() == "secret");
    CHECK_THROWS_AS(resolve("--pin-file " + open_to_all.path()), base::Error);
    unsetenv("CREDENTIALS_DIRECTORY");
}
