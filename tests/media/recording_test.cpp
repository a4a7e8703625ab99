// SPDX-License-Identifier: MIT
#include "media/recording.hpp"
#include "media/sound_files.hpp"
#include "media/studio.hpp"
#include "media/wav_format.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using core::media::DeviceChanged;
using core::media::RecordingChanged;
using core::media::Warning;

namespace {

base::Failure refusal(const std::string& path) {
    Studio studio;
    try {
        const Recording recording{path, studio.context()};
    } catch (const base::Error& error) {
        return error.failure();
    }
    return {base::ExitCode::ok, "it was accepted", {}, {}};
}

std::string quote(const std::string& text) {
    return "'" + text + "'";
}

} // namespace

TEST_CASE("A WAV recording holds what was heard, for nobody else to read") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.wav");
    Studio studio;
    Recording recording{path, studio.context()};

    struct stat status {};

    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);

    recording.start();
    studio.play(*recording.sink(), 440, 600ms);
    studio.finish(recording);
    const auto changes = studio.log.all<RecordingChanged>();
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].started);
    CHECK(changes[0].file == path);
    CHECK_FALSE(changes[1].started);
    CHECK(changes[1].seconds == Approx(0.6).margin(0.4));

    const std::string bytes = read_file(path);
    const std::vector<unsigned char> head(bytes.begin(), bytes.begin() + 44);
    const auto format = std::get<WavFormat>(parse_wav_header(head, true));
    CHECK(format.data_size == bytes.size() - 44);
    CHECK(amplitude_at(to_samples(bytes.substr(44)), 440) == Approx(0.25).epsilon(0.1));
}

TEST_CASE("An Opus recording can be decoded") {
    const ScratchFolder folder;
    Studio studio;
    Recording recording{folder.path("a.opus"), studio.context()};
    recording.start();
    studio.play(*recording.sink(), 440, 600ms);
    studio.finish(recording);
    const Samples heard = decode_file(folder.path("a.opus"));
    CHECK(heard.size() == Approx(28800).margin(19200));
    CHECK(amplitude_at(heard, 440) == Approx(0.25).epsilon(0.2));
}

TEST_CASE("A recording goes on after a reconnection, with silence for the time between") {
    const ScratchFolder folder;
    const std::string path = folder.path(GENERATE("a.wav", "a.opus"));
    CAPTURE(path);
    Studio studio;
    Recording recording{path, studio.context()};
    const auto begin = std::chrono::steady_clock::now();
    recording.start();
    studio.play(*recording.sink(), 440, 400ms);
    studio.finish(recording);
    const std::size_t first = decode_file(path).size();
    CHECK(first > 9600);
    studio.stage.let(1s);
    recording.start();
    studio.play(*recording.sink(), 880, 600ms);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    studio.finish(recording);

    const Samples heard = decode_file(path);
    CHECK(static_cast<double>(heard.size()) / 48000 == Approx(elapsed.count()).margin(0.5));
    CHECK(amplitude_at(tail(heard, 0.3), 880) == Approx(0.25).epsilon(0.2));
    const Samples between(heard.begin() + 33600, heard.begin() + 48000);
    CHECK(loudness(between) < 0.01);
    CHECK(studio.log.all<RecordingChanged>().size() == 4);
}

TEST_CASE("A recording as a session never got sound for is a valid, empty file") {
    const ScratchFolder folder;
    Studio studio;
    Recording recording{folder.path("a.wav"), studio.context()};
    recording.start();
    studio.finish(recording);
    CHECK(read_file(folder.path("a.wav")).size() == 44);
    CHECK(studio.log.events().empty());
}

TEST_CASE("Existing files, links and impossible places are refused, and left as they are") {
    const ScratchFolder folder;
    write_file(folder.path("a.wav"), "precious");
    CHECK(refusal(folder.path("a.wav")).code == base::ExitCode::device);
    CHECK(refusal(folder.path("a.wav")).text.find("exists already") != std::string::npos);
    CHECK(read_file(folder.path("a.wav")) == "precious");

    REQUIRE(symlink(folder.path("target").c_str(), folder.path("link.wav").c_str()) == 0);
    CHECK(refusal(folder.path("link.wav")).code == base::ExitCode::device);
    CHECK(access(folder.path("target").c_str(), F_OK) != 0);

    CHECK(refusal(folder.path("missing/a.wav")).code == base::ExitCode::device);
    CHECK(refusal(folder.path("a.mp3")).code == base::ExitCode::usage);
    CHECK(refusal(folder.path("noextension")).code == base::ExitCode::usage);
    CHECK(access(folder.path("a.mp3").c_str(), F_OK) != 0);
}

TEST_CASE("A full disk ends the recording with one warning, and what was written can be played") {
    const ScratchFolder folder;
    const bool wav = GENERATE(true, false);
    const std::string path = folder.path(wav ? "a.wav" : "a.opus");
    CAPTURE(path);
    Studio studio;
    {
        Recording recording{path, studio.context()};
        recording.start();
        const FullDisk full{wav ? 60'000U : 4'000U};
        studio.play(*recording.sink(), 440, 2500ms);
        studio.finish(recording);
    }
    REQUIRE(studio.log.all<Warning>().size() == 1);
    CHECK(studio.log.all<Warning>()[0].failure.code == base::ExitCode::device);
    const auto changes = studio.log.all<RecordingChanged>();
    REQUIRE(changes.size() == 2);
    CHECK_FALSE(changes[1].started);
    CHECK(amplitude_at(decode_file(path), 440) > 0.1);
}

TEST_CASE("A child that records until it is killed", "[.]") {
    Studio studio;
    Recording recording{std::getenv("RECORDING_TEST_PATH"), studio.context()};
    recording.start();
    studio.play(*recording.sink(), 440, 60s);
}

TEST_CASE("A recording can be played to its last second after SIGKILL") {
    const ScratchFolder folder;
    const std::string path = folder.path(GENERATE("a.wav", "a.opus"));
    CAPTURE(path);
    setenv("RECORDING_TEST_PATH", path.c_str(), 1);
    std::string program = "/proc/self/exe";
    std::string name = "A child that records until it is killed";
    std::array<char*, 3> arguments{program.data(), name.data(), nullptr};
    pid_t child = 0;
    REQUIRE(posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ) == 0);
    Studio studio;
    // 4 s of sound are 384 kB of WAV, and 24 kB of Opus at 48 kbit/s.
    const std::uintmax_t enough = path.ends_with("wav") ? 384'000 : 20'000;
    const bool grown = studio.stage.wait_for([&] {
        std::error_code missing;
        const auto size = std::filesystem::file_size(path, missing);
        return !missing && size > enough;
    });
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    REQUIRE(grown);

    const Samples heard = decode_file(path);
    CHECK(heard.size() > 2 * 48000);
    CHECK(amplitude_at(heard, 440) == Approx(0.25).epsilon(0.2));
    // Another program's opinion, and a strict one: sox trusts the header.
    if (path.ends_with("wav")) {
        CHECK(std::system(("sox " + quote(path) + " -n stat >/dev/null 2>&1").c_str()) == 0);
        const std::string bytes = read_file(path);
        const std::vector<unsigned char> head(bytes.begin(), bytes.begin() + 44);
        const auto format = std::get<WavFormat>(parse_wav_header(head, true));
        REQUIRE(format.data_size);
        CHECK(*format.data_size > 2 * 96000);
    }
}

namespace {

/// A pipe in the place of stdout, for a while.
class StandardOutput {
public:
    StandardOutput() : saved_(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10)) {
        std::array<int, 2> ends{};
        REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
        reader = ends[0];
        dup2(ends[1], STDOUT_FILENO);
        close(ends[1]);
    }

    ~StandardOutput() {
        dup2(saved_, STDOUT_FILENO);
        close(saved_);
        close_reader();
    }

    StandardOutput(const StandardOutput&) = delete;
    StandardOutput& operator=(const StandardOutput&) = delete;
    StandardOutput(StandardOutput&&) = delete;
    StandardOutput& operator=(StandardOutput&&) = delete;

    void close_reader() {
        if (reader >= 0)
            close(reader);
        reader = -1;
    }

    std::string take() const {
        std::string bytes;
        std::array<char, 4096> part{};
        pollfd wait{reader, POLLIN, 0};
        while (poll(&wait, 1, 0) == 1 && (wait.revents & POLLIN) != 0) {
            const ssize_t count = read(reader, part.data(), part.size());
            bytes.append(part.data(), static_cast<std::size_t>(count));
        }
        return bytes;
    }

    int reader = -1;

private:
    int saved_;
};

} // namespace

TEST_CASE("Standard output carries raw PCM in the format that was asked for") {
    const StandardOutput standard_output;
    Studio studio;
    const auto output = make_stdout_output({24000, 2}, studio.context());
    output->start();
    studio.play(*output->sink(), 440, 400ms);
    if (const BlockingWork work = output->stop())
        work();
    const Samples stereo = to_samples(standard_output.take());
    CHECK(stereo.size() == Approx(0.4 * 48000).margin(200));
    Samples left;
    for (std::size_t i = 0; i < stereo.size(); i += 2) {
        // Twice, as if at 48 kHz, so that the measure below fits.
        left.insert(left.end(), 2, stereo[i]);
        if (stereo[i] != stereo[i + 1])
            FAIL("the channels differ");
    }
    CHECK(amplitude_at(left, 440) == Approx(0.25).epsilon(0.1));
}

TEST_CASE("When the reader of standard output goes, the output is lost, once, without a signal") {
    StandardOutput standard_output;
    Studio studio;
    const auto output = make_stdout_output({}, studio.context());
    output->start();
    studio.play(*output->sink(), 440, 100ms);
    standard_output.close_reader();
    studio.play(*output->sink(), 440, 300ms);
    if (const BlockingWork work = output->stop())
        work();
    studio.stage.let(10ms);
    REQUIRE(studio.log.all<DeviceChanged>().size() == 1);
    const DeviceChanged change = studio.log.all<DeviceChanged>()[0];
    CHECK(change.change == core::media::DeviceChange::lost);
    CHECK(change.direction == core::media::Direction::output);
    CHECK(change.name == "-");
    CHECK(studio.log.all<Warning>().size() == 1);
}

TEST_CASE("A reader of standard output that doesn't read holds up nobody") {
    const StandardOutput standard_output;
    Studio studio;
    const auto output = make_stdout_output({}, studio.context());
    output->start();
    const Samples second = sine(440, 1.0);
    for (int i = 0; i < 10; ++i)
        output->sink()->write(second);
    studio.stage.let(50ms);
    if (const BlockingWork work = output->stop())
        work();
    CHECK(studio.log.events().empty());
}

TEST_CASE("A FIFO as output may have its reader before, after, or never") {
    const ScratchFolder folder;
    const std::string path = folder.path("fifo");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    Studio studio;
    const auto output = make_file_output(path, {}, studio.context());
    output->start();
    studio.play(*output->sink(), 440, 100ms);
    const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK);
    REQUIRE(reader >= 0);
    std::array<char, 960> part{};
    CHECK(studio.stage.wait_for([&] { return read(reader, part.data(), part.size()) > 0; }));
    close(reader);
    studio.play(*output->sink(), 440, 100ms);
    if (const BlockingWork work = output->stop())
        work();
    CHECK(studio.log.events().empty());
}

TEST_CASE("An output file follows real time, as a recording does") {
    const ScratchFolder folder;
    const std::string name = GENERATE("a.raw", "a.wav");
    Studio studio;
    const auto output = make_file_output(folder.path(name), {}, studio.context());
    const auto begin = std::chrono::steady_clock::now();
    output->start();
    studio.play(*output->sink(), 440, 200ms);
    studio.stage.let(1s);
    studio.play(*output->sink(), 440, 200ms);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    if (const BlockingWork work = output->stop())
        work();
    const auto size = static_cast<double>(read_file(folder.path(name)).size());
    CHECK(size / 96000 == Approx(elapsed.count()).margin(0.5));
}

TEST_CASE("A device that is full is told as a full disk is") {
    Studio studio;
    const auto output = make_file_output("/dev/full", {}, studio.context());
    output->start();
    studio.play(*output->sink(), 440, 200ms);
    if (const BlockingWork work = output->stop())
        work();
    studio.stage.let(10ms);
    REQUIRE(studio.log.all<Warning>().size() == 1);
    CHECK(studio.log.all<Warning>()[0].failure.text.find("No space left") != std::string::npos);
}

TEST_CASE("An output file needs a name that says what it is") {
    const ScratchFolder folder;
    Studio studio;
    CHECK_THROWS_AS(make_file_output(folder.path("a.mp3"), {}, studio.context()), base::Error);
    CHECK_THROWS_AS(make_file_output(folder.path("a"), {}, studio.context()), base::Error);
}
