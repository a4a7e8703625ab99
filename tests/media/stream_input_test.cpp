// SPDX-License-Identifier: MIT
#include "media/answerer.hpp"
#include "media/input_reader.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using Pull = PcmSource::Pull;

namespace {

/// Writes into a FIFO from another thread, piece by piece.
class FifoWriter {
public:
    FifoWriter(std::string path, std::vector<std::string> pieces)
        : thread_([path = std::move(path), pieces = std::move(pieces)] {
              const int fd = open(path.c_str(), O_WRONLY);
              for (const std::string& piece : pieces) {
                  std::size_t at = 0;
                  while (at < piece.size()) {
                      const ssize_t count = write(fd, piece.data() + at, piece.size() - at);
                      if (count <= 0)
                          break;
                      at += static_cast<std::size_t>(count);
                  }
              }
              close(fd);
          }) {}

    ~FifoWriter() { thread_.join(); }

    FifoWriter(const FifoWriter&) = delete;
    FifoWriter& operator=(const FifoWriter&) = delete;
    FifoWriter(FifoWriter&&) = delete;
    FifoWriter& operator=(FifoWriter&&) = delete;

private:
    std::thread thread_;
};

Samples padded(Samples samples) {
    samples.resize((samples.size() + frame_samples - 1) / frame_samples * frame_samples, 0);
    return samples;
}

} // namespace

TEST_CASE("A WAV of our own format arrives sample by sample, its last frame filled with silence") {
    const ScratchFolder folder;
    const Samples sound = sine(440, 0.513);
    write_file(folder.path("a.wav"), wav_bytes(sound));
    Reader reader{"file:" + folder.path("a.wav")};
    CHECK(reader.read() == padded(sound));
    CHECK(reader.ended);
    CHECK(reader.failures.empty());
}

TEST_CASE("WAV is recognised by its content, not by its name") {
    const ScratchFolder folder;
    const Samples sound = sine(440, 0.1);
    const std::string name = GENERATE("a.raw", "a.dat", "noextension");
    write_file(folder.path(name), wav_bytes(sound));
    Reader reader{"file:" + folder.path(name)};
    CHECK(reader.read() == padded(sound));
}

TEST_CASE("Another rate and stereo become 48 kHz mono with the same pitch and length") {
    const ScratchFolder folder;
    const Samples mono = sine(1000, 1.0, 0.25, 44100);
    Samples stereo;
    for (const std::int16_t sample : mono)
        stereo.insert(stereo.end(), {sample, sample});
    write_file(folder.path("a.wav"), wav_bytes(stereo, 44100, 2));
    Reader reader{"file:" + folder.path("a.wav")};
    const Samples heard = reader.read();
    CHECK(heard.size() == Approx(48000).margin(2 * frame_samples));
    CHECK(amplitude_at(heard, 1000) == Approx(0.25).epsilon(0.05));
}

TEST_CASE("What stands behind the samples is not played") {
    const ScratchFolder folder;
    const Samples sound = sine(440, 0.1);
    write_file(folder.path("a.wav"), wav_bytes(sound) + "LIST" + std::string(2000, 'x'));
    Reader reader{"file:" + folder.path("a.wav")};
    CHECK(reader.read() == padded(sound));
}

TEST_CASE("A WAV that promises more than it holds is played as far as it goes") {
    const ScratchFolder folder;
    const Samples sound = sine(440, 0.1);
    const std::int64_t claim = GENERATE(0, 10'000'000, 0x7FFFF000, 0xFFFFFFFF);
    write_file(folder.path("a.wav"), wav_bytes(sound, 48000, 1, claim));
    Reader reader{"file:" + folder.path("a.wav")};
    CHECK(reader.read() == padded(sound));
    CHECK(reader.failures.empty());
}

TEST_CASE("An odd byte at the end is no sample") {
    const ScratchFolder folder;
    const Samples sound = sine(440, 0.1);
    write_file(folder.path("a.raw"), to_bytes(sound) + "x");
    Reader reader{"file:" + folder.path("a.raw")};
    CHECK(reader.read() == padded(sound));
}

TEST_CASE("Raw PCM has the format that was named") {
    const ScratchFolder folder;
    const Samples mono = sine(500, 1.0, 0.25, 8000);
    Samples stereo;
    for (const std::int16_t sample : mono)
        stereo.insert(stereo.end(), {sample, sample});
    write_file(folder.path("a.raw"), to_bytes(stereo));
    Reader reader{"file:" + folder.path("a.raw"), PcmFormat{8000, 2}};
    const Samples heard = reader.read();
    CHECK(heard.size() == Approx(48000).margin(2 * frame_samples));
    CHECK(amplitude_at(heard, 500) == Approx(0.25).epsilon(0.05));
}

TEST_CASE("Surround sound is mixed down, not refused") {
    const ScratchFolder folder;
    const Samples mono = sine(500, 0.5);
    Samples wide;
    for (const std::int16_t sample : mono)
        wide.insert(wide.end(), 6, sample);
    write_file(folder.path("a.wav"), wav_bytes(wide, 48000, 6));
    Reader reader{"file:" + folder.path("a.wav")};
    CHECK(amplitude_at(reader.read(), 500) > 0.05);
}

TEST_CASE("A loop begins again without a gap") {
    const ScratchFolder folder;
    const Samples sound = sine(500, 0.1);
    write_file(folder.path("a.wav"), wav_bytes(sound));
    Reader reader{"file:" + folder.path("a.wav") + "?loop"};
    const Samples heard = reader.read(sound.size() * 10);
    REQUIRE(heard.size() == sound.size() * 10);
    CHECK(Samples(heard.begin() + static_cast<std::ptrdiff_t>(sound.size() * 9), heard.end()) ==
          sound);
}

TEST_CASE("A FIFO is read from its first byte, whenever its writer comes") {
    const ScratchFolder folder;
    const std::string path = folder.path("fifo");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    const Samples sound = sine(440, 1.0);
    const std::string wav = wav_bytes(sound, 48000, 1, 0xFFFFFFFF);
    Reader reader{"file:" + path};
    reader.input->start();
    Samples frame(frame_samples);
    reader.stage.let(50ms);
    CHECK(reader.input->source()->read(frame) == Pull::nothing);
    const FifoWriter writer{
            path, {wav.substr(0, 3), wav.substr(3, 30), wav.substr(33, 1000), wav.substr(1033)}};
    CHECK(reader.read() == padded(sound));
    CHECK(reader.ended);
}

TEST_CASE("A FIFO that is written in real time is played without the delay that had gathered") {
    const ScratchFolder folder;
    const std::string path = folder.path("fifo");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    Reader reader{"file:" + path};
    reader.input->start();
    const auto source = std::dynamic_pointer_cast<QueuedSource>(reader.input->source());
    REQUIRE(source);
    // Somebody speaks for a while before we listen, and then goes on.
    std::atomic<bool> enough{false};
    std::thread speaker{[&] {
        const int fd = open(path.c_str(), O_WRONLY);
        const std::string early = to_bytes(Samples(frame_samples * 15, 1000));
        bool written = write(fd, early.data(), early.size()) > 0;
        const std::string frame = to_bytes(Samples(frame_samples, 1000));
        for (auto due = std::chrono::steady_clock::now(); written && !enough; due += 20ms) {
            std::this_thread::sleep_until(due);
            written = write(fd, frame.data(), frame.size()) > 0;
        }
        close(fd);
    }};
    CHECK(reader.stage.wait_for([&] { return source->is_live(); }));
    Samples frame(frame_samples);
    CHECK(reader.stage.wait_for([&] { return source->read(frame) == Pull::sound; }));
    CHECK(source->figures().cut >= std::uint64_t{14} * frame_samples);
    enough = true;
    speaker.join();
    CHECK(reader.stage.wait_for([&] { return source->read(frame) == Pull::ended; }));
}

TEST_CASE("A FIFO that is written faster than it is heard loses nothing") {
    const ScratchFolder folder;
    const std::string path = folder.path("fifo");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    const Samples sound = sine(440, 3.0);
    std::vector<std::string> pieces;
    const std::string bytes = to_bytes(sound);
    for (std::size_t at = 0; at < bytes.size(); at += 1920)
        pieces.push_back(bytes.substr(at, 1920));
    Reader reader{"file:" + path};
    const FifoWriter writer{path, pieces};
    CHECK(reader.read() == padded(sound));
}

TEST_CASE("A looping FIFO waits for its next writer") {
    const ScratchFolder folder;
    const std::string path = folder.path("fifo");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    const Samples sound = sine(440, 0.1);
    Reader reader{"file:" + path + "?loop"};
    for (int round = 0; round < 3; ++round) {
        const FifoWriter writer{path, {to_bytes(sound)}};
        CHECK(reader.read(sound.size()) == sound);
    }
}

TEST_CASE("A FIFO that holds broken WAV ends the conference with a reason") {
    const ScratchFolder folder;
    const std::string path = folder.path("fifo");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    Reader reader{"file:" + path};
    const FifoWriter writer{path, {"RIFF....WAVEfmt \x10"}};
    CHECK(reader.read().empty());
    REQUIRE(reader.stage.wait_for([&] { return !reader.failures.empty(); }));
    CHECK(reader.failures[0].code == base::ExitCode::device);
    CHECK(has(reader.failures[0].text, "it has no sound"));
}

TEST_CASE("An input that nobody writes to is closed at once") {
    const ScratchFolder folder;
    const std::string path = folder.path("fifo");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    Reader reader{"file:" + path};
    reader.input->start();
    reader.stage.let(20ms);
}

TEST_CASE("A reader that is far ahead is closed at once") {
    const ScratchFolder folder;
    write_file(folder.path("a.raw"), std::string(10'000'000, 'x'));
    Reader reader{"file:" + folder.path("a.raw")};
    reader.input->start();
    reader.stage.let(50ms);
}

TEST_CASE("Files that can't be played are refused before anything starts") {
    const ScratchFolder folder;
    const auto refused = [&folder](const std::string& name, const std::string& bytes) {
        write_file(folder.path(name), bytes);
        const base::Failure failure = refusal("file:" + folder.path(name));
        CHECK(failure.code == base::ExitCode::device);
        return failure.text;
    };
    CHECK(has(refusal("file:" + folder.path("missing")).text, "No such file"));
    CHECK(refusal("file:" + folder.path("missing")).code == base::ExitCode::device);
    CHECK(has(refusal("file:" + folder.path("")).text, "is a directory"));
    CHECK(has(refused("empty.wav", ""), "is empty"));
    CHECK(has(refused("empty.raw", ""), "is empty"));
    CHECK(has(refused("cut.wav", wav_bytes({}).substr(0, 30)), "broken WAV"));
    CHECK(has(refused("silent.wav", wav_bytes({})), "holds no sound"));
    CHECK(has(refused("riff.wav", "RIFF"), "broken WAV"));
    CHECK(has(refused("text.wav", "This is not a sound.\n"), "no sound file"));
    CHECK(has(refused("noise.mp3", std::string(5000, '\xA5')), "no sound file"));
    CHECK(has(refused("zeros.wav", std::string(100'000, '\0')), "no sound file"));
}

TEST_CASE("A file without permission is refused") {
    if (geteuid() == 0)
        return; // root may read everything
    const ScratchFolder folder;
    write_file(folder.path("a.wav"), wav_bytes(sine(440, 0.1)));
    chmod(folder.path("a.wav").c_str(), 0);
    CHECK(has(refusal("file:" + folder.path("a.wav")).text, "Permission denied"));
}

TEST_CASE("Terminal escapes in a file name don't reach the message") {
    CHECK_FALSE(has(refusal("file:/nowhere/\x1b[2J").text, "\x1b"));
}

TEST_CASE("Compressed files are decoded, and looped") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    const std::string command =
            "gst-launch-1.0 -q audiotestsrc freq=700 volume=0.25 num-buffers=25 "
            "samplesperbuffer=960 ! "
            "audio/x-raw,rate=48000,channels=1 ! opusenc ! oggmux ! filesink location=" +
            path;
    REQUIRE(std::system(command.c_str()) == 0);
    SECTION("once") {
        Reader reader{"file:" + path};
        const Samples heard = reader.read();
        CHECK(reader.ended);
        CHECK(heard.size() == Approx(24000).margin(2000));
        CHECK(amplitude_at(heard, 700) == Approx(0.25).epsilon(0.15));
    }
    SECTION("again and again") {
        Reader reader{"file:" + path + "?loop"};
        const Samples heard = reader.read(100'000);
        REQUIRE(heard.size() >= 100'000);
        CHECK(amplitude_at(tail(heard, 0.3), 700) == Approx(0.25).epsilon(0.15));
        // No click where it begins again.
        const auto [lowest, highest] = std::minmax_element(heard.begin(), heard.end());
        CHECK(*highest < 0.35 * 32768);
        CHECK(*lowest > -0.35 * 32768);
    }
    SECTION("closed while it waits") {
        Reader reader{"file:" + path};
        reader.input->start();
        reader.stage.let(30ms);
    }
}

TEST_CASE("Damage within a compressed file ends it with a warning or without, but it ends") {
    const ScratchFolder folder;
    const std::string path = folder.path("a.opus");
    const std::string command =
            "gst-launch-1.0 -q audiotestsrc num-buffers=100 samplesperbuffer=960 ! "
            "audio/x-raw,rate=48000,channels=1 ! opusenc ! oggmux ! filesink location=" +
            path;
    REQUIRE(std::system(command.c_str()) == 0);
    std::string bytes = read_file(path);
    for (std::size_t i = bytes.size() / 2; i < bytes.size(); i += 3)
        bytes[i] = '\x5A';
    write_file(path, bytes);
    Reader reader{"file:" + path};
    (void)reader.read();
    CHECK(reader.ended);
}
