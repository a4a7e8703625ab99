// SPDX-License-Identifier: MIT
#include "media/studio.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using core::media::RecordingChanged;
using core::media::Warning;

namespace {

using Packets = std::vector<std::vector<std::uint8_t>>;

/// A file that packets go into, 20 ms of RTP time each.
struct PacketStudio : Studio {
    explicit PacketStudio(const std::string& path)
        : recording(std::in_place, path, context(), Recording::Form::packets) {
        recording->start();
    }

    /// What the end of the program does.
    void end() {
        finish(*recording);
        recording.reset();
    }

    void write(const std::vector<std::uint8_t>& packet) {
        recording->packets()->write(packet, timestamp);
        timestamp += 960;
        // Packets come no faster than they are played; the queue holds 100.
        if (++count % 50 == 0)
            stage.let(300ms);
    }

    void write_all(const Packets& packets) {
        for (const auto& packet : packets)
            write(packet);
    }

    void lose(std::uint32_t packets) { timestamp += 960 * packets; }

    std::optional<Recording> recording;
    std::uint32_t timestamp = 0xFFFFF000U;
    int count = 0;
};

Samples part(const Samples& samples, double from, double to) {
    const auto at = [&samples](double seconds) {
        return samples.begin() +
               std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(seconds * 48000),
                                        std::ssize(samples));
    };
    return {at(from), at(to)};
}

double length(const Samples& samples) {
    return static_cast<double>(samples.size()) / 48000;
}

/// The judgement of a strict reader.
bool is_flawless(const std::string& path) {
    const std::string command =
            "opusinfo '" + path + "' 2>&1 | tee '" + path + ".info' | grep -q WARNING";
    const bool warned = std::system(command.c_str()) == 0;
    return !warned && read_file(path + ".info").find("Playback length") != std::string::npos;
}

} // namespace

TEST_CASE("Packets become a file that others play, with not a bit of them changed") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    const Packets packets = encode_opus(sine(440, 2));
    PacketStudio studio{path};
    studio.write_all(packets);
    studio.end();

    CHECK(is_flawless(path));
    const Samples heard = decode_file(path);
    CHECK(length(heard) == Approx(2.0).margin(0.03));
    CHECK(amplitude_at(part(heard, 0.1, 1.9), 440) == Approx(0.25).epsilon(0.1));
    const std::string bytes = read_file(path);
    for (const auto& packet : packets)
        CHECK(bytes.find(std::string(packet.begin(), packet.end())) != std::string::npos);
    const auto changes = studio.log.all<RecordingChanged>();
    REQUIRE(changes.size() == 2);
    CHECK(changes[1].seconds == Approx(2.0).margin(0.03));
}

TEST_CASE("A recording of no packet is a valid file, and somebody says that it is empty") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    PacketStudio studio{path};
    studio.stage.let(300ms);
    studio.end();
    const std::string bytes = read_file(path);
    CHECK(bytes.size() > 60);
    CHECK(bytes.substr(0, 4) == "OggS");
    (void)is_flawless(path);
    const std::string opinion = read_file(path + ".info");
    CHECK(opinion.find("WARNING: EOS not set") == std::string::npos);
    CHECK(opinion.find("Opus stream 1") != std::string::npos);
    INFO(opinion);
    CHECK(studio.log.all<RecordingChanged>().empty());
    const auto warnings = studio.log.all<Warning>();
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].failure.text.find("No packet came") == 0);
}

TEST_CASE("Lost packets are concealed, and what follows stands where it belongs") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    const Packets packets = encode_opus(sine(440, 2));
    PacketStudio studio{path};
    for (std::size_t i = 0; i < packets.size(); ++i) {
        if (i >= 50 && i < 53)
            studio.lose(1);
        else
            studio.write(packets[i]);
    }
    studio.end();

    CHECK(is_flawless(path));
    const Samples heard = decode_file(path);
    CHECK(length(heard) == Approx(2.0).margin(0.03));
    CHECK(loudness(part(heard, 1.0, 1.05)) > 0.02);
    CHECK(amplitude_at(part(heard, 1.2, 1.9), 440) == Approx(0.25).epsilon(0.1));
}

TEST_CASE("A long gap is silence of its length") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    const Packets packets = encode_opus(sine(440, 1));
    PacketStudio studio{path};
    studio.write_all(packets);
    studio.lose(75);
    studio.write_all(packets);
    studio.end();

    CHECK(is_flawless(path));
    const Samples heard = decode_file(path);
    CHECK(length(heard) == Approx(3.5).margin(0.06));
    CHECK(loudness(part(heard, 1.1, 2.4)) < 0.001);
    CHECK(amplitude_at(part(heard, 2.7, 3.4), 440) == Approx(0.25).epsilon(0.1));
}

TEST_CASE("After a reconnection the file goes on, with silence for the time between") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    const Packets packets = encode_opus(sine(440, 1));
    PacketStudio studio{path};
    const auto begin = std::chrono::steady_clock::now();
    studio.write_all(packets);
    studio.finish(*studio.recording);
    CHECK(length(decode_file(path)) == Approx(1.0).margin(0.06));
    studio.stage.let(1500ms);
    studio.recording->start();
    studio.timestamp = 0x40000000U;
    const std::chrono::duration<double> second = std::chrono::steady_clock::now() - begin;
    studio.write_all(packets);
    studio.end();

    const Samples heard = decode_file(path);
    CHECK(length(heard) == Approx(second.count() + 1).margin(0.3));
    CHECK(amplitude_at(tail(heard, 0.5), 440) == Approx(0.25).epsilon(0.2));
    CHECK(studio.log.all<RecordingChanged>().size() == 4);
    CHECK(is_flawless(path));
}

TEST_CASE("What is no Opus packet does not spoil the file") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    const Packets packets = encode_opus(sine(440, 0.5));
    PacketStudio studio{path};
    studio.recording->packets()->write({}, 0);
    studio.write_all(packets);
    const std::array<std::uint8_t, 2> nothing{0xFB, 0};
    studio.recording->packets()->write(nothing, studio.timestamp);
    studio.recording->packets()->write(std::vector<std::uint8_t>(4000, 0xF8), studio.timestamp);
    studio.write_all(packets);
    studio.end();
    CHECK(is_flawless(path));
    CHECK(length(decode_file(path)) == Approx(1.0).margin(0.06));
}

TEST_CASE("A full disk ends a recording of packets with one warning") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    PacketStudio studio{path};
    {
        const FullDisk full{8000};
        studio.write_all(encode_opus(sine(440, 4)));
        studio.end();
    }
    REQUIRE(studio.log.all<Warning>().size() == 1);
    CHECK(studio.log.all<Warning>()[0].failure.code == base::ExitCode::device);
    CHECK(studio.log.all<RecordingChanged>().size() == 2);
    CHECK(amplitude_at(decode_file(path), 440) > 0.1);
}

TEST_CASE("A child that records packets until it is killed", "[.]") {
    const Packets packets = encode_opus(sine(440, 60));
    PacketStudio studio{std::getenv("RECORDING_TEST_PATH")};
    studio.write_all(packets);
}

TEST_CASE("A recording of packets can be played after SIGKILL") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    setenv("RECORDING_TEST_PATH", path.c_str(), 1);
    std::string program = "/proc/self/exe";
    std::string name = "A child that records packets until it is killed";
    std::array<char*, 3> arguments{program.data(), name.data(), nullptr};
    pid_t child = 0;
    REQUIRE(posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ) == 0);
    Studio studio;
    const bool grown = studio.stage.wait_for([&] {
        std::error_code missing;
        const auto size = std::filesystem::file_size(path, missing);
        return !missing && size > 20'000;
    });
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    REQUIRE(grown);
    const Samples heard = decode_file(path);
    CHECK(length(heard) > 2);
    CHECK(amplitude_at(heard, 440) == Approx(0.25).epsilon(0.2));
    // Two players, two opinions.
    CHECK(std::system(("opusdec --quiet '" + path + "' '" + path + ".wav' 2>/dev/null").c_str()) ==
          0);
    CHECK(length(decode_file(path + ".wav")) > 2);
}
