// SPDX-License-Identifier: MIT
#include "media/input_reader.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;

namespace {

/// Another stdin for a while.
class StandardInput {
public:
    explicit StandardInput(int fd) : saved_(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10)) {
        if (fd >= 0) {
            dup2(fd, STDIN_FILENO);
        } else {
            close(STDIN_FILENO);
        }
    }

    ~StandardInput() {
        dup2(saved_, STDIN_FILENO);
        close(saved_);
    }

    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;
    StandardInput(StandardInput&&) = delete;
    StandardInput& operator=(StandardInput&&) = delete;

private:
    int saved_;
};

} // namespace

TEST_CASE("Standard input is read to its end") {
    const ScratchFolder folder;
    const Samples sound = sine(440, 0.2);
    write_file(folder.path("a"),
               GENERATE(0, 1) == 0 ? to_bytes(sine(440, 0.2))
                                   : wav_bytes(sine(440, 0.2), 48000, 1, 0xFFFFFFFF));
    const int fd = open(folder.path("a").c_str(), O_RDONLY);
    const StandardInput replaced{fd};
    close(fd);
    Reader reader{"-"};
    CHECK(reader.read() == sound);
    CHECK(reader.ended);
}

TEST_CASE("Standard input that is empty fails with a reason") {
    const int fd = open("/dev/null", O_RDONLY);
    const StandardInput replaced{fd};
    close(fd);
    Reader reader{"-"};
    CHECK(reader.read().empty());
    CHECK(reader.ended);
    REQUIRE(reader.stage.wait_for([&] { return !reader.failures.empty(); }));
    CHECK(has(reader.failures[0].text, "it holds no sound"));
}

TEST_CASE("Standard input that is closed is refused") {
    const Stage stage; // takes its descriptors before zero is free
    const StandardInput closed{-1};
    const EndContext context{stage.loop, stage.mailbox.sender(), 1, nullptr, nullptr};
    CHECK_THROWS_AS(make_stdin_input({}, context), base::Error);
}
