// SPDX-License-Identifier: MIT
#include "media/sound_file.hpp"
#include "media/studio.hpp"
#include "media/wav_format.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;

namespace {

/// Where the first loud sample is, in seconds.
double begin_of(const Samples& samples) {
    std::size_t at = 0;
    while (at < samples.size() && std::abs(samples[at]) < 1000)
        ++at;
    return static_cast<double>(at) / 48000;
}

} // namespace

TEST_CASE("Both directions are in one file, what is heard left, what is sent right, in step") {
    const ScratchFolder folder;
    const std::string path = folder.path("both.wav");
    Studio studio;
    Recording recording{path, studio.context(), Recording::Form::two_way};
    recording.start();
    // Heard first; what is sent joins 240 ms later, as a sender that connects second would.
    const Samples low = sine(440, 1.2);
    const Samples high = sine(1500, 1.2);
    auto due = std::chrono::steady_clock::now();
    const auto frame = [](const Samples& sound, std::size_t i) {
        return PcmView{sound.data() + i * frame_samples, frame_samples};
    };
    for (std::size_t i = 0; i < 60; ++i) {
        recording.heard()->write(frame(low, i));
        if (i >= 12)
            recording.sent()->write(frame(high, i));
        due += frame_duration;
        studio.stage.wait_for([&] { return std::chrono::steady_clock::now() >= due; });
    }
    studio.finish(recording);

    const Channels heard = channels_of(path);
    CHECK(static_cast<double>(heard.left.size()) / 48000 == Approx(1.2).margin(0.4));
    CHECK(amplitude_at(heard.left, 440) > 0.1);
    CHECK(amplitude_at(heard.left, 1500) < 0.005);
    CHECK(amplitude_at(tail(heard.right, 0.5), 1500) > 0.1);
    CHECK(amplitude_at(heard.right, 440) < 0.005);
    CHECK(begin_of(heard.right) - begin_of(heard.left) == Approx(0.24).margin(0.1));
}

TEST_CASE("One direction alone leaves the other channel silent") {
    const ScratchFolder folder;
    const std::string path = folder.path("both.wav");
    Studio studio;
    Recording recording{path, studio.context(), Recording::Form::two_way};
    recording.start();
    studio.play(*recording.sent(), 440, 1600ms);
    studio.finish(recording);
    const Channels heard = channels_of(path);
    CHECK(static_cast<double>(heard.right.size()) / 48000 == Approx(1.6).margin(0.5));
    CHECK(heard.left.size() == heard.right.size());
    CHECK(loudness(heard.left) == 0);
    CHECK(amplitude_at(heard.right, 440) > 0.1);
}

TEST_CASE("Both directions fit into an Opus file too") {
    const ScratchFolder folder;
    Studio studio;
    Recording recording{folder.path("both.opus"), studio.context(2), Recording::Form::two_way};
    recording.start();
    const Samples stereo = sine(440, 0.5); // as if at half the pitch in both channels
    recording.heard()->write(stereo);
    recording.sent()->write(stereo);
    studio.stage.let(300ms);
    studio.finish(recording);
    CHECK(loudness(decode_file(folder.path("both.opus"))) > 0.1);
}

TEST_CASE("A WAV recording grows beyond 4 GiB, and players read on") {
    const ScratchFolder folder;
    const std::string path = folder.path("huge.wav");
    FileDescriptor fd = open_sound_file(path, "recording");
    const int same_file = dup(fd.get());
    const auto target = make_wav_target(std::move(fd), "huge", 1);
    const Samples second = sine(440, 1);
    REQUIRE_FALSE(target->write(second));
    REQUIRE_FALSE(target->checkpoint());

    const auto claimed = [&path] {
        std::array<unsigned char, 64> head{};
        FileDescriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
        REQUIRE(pread(file.get(), head.data(), head.size(), 0) == 64);
        std::array<std::uint32_t, 2> sizes{};
        for (unsigned i = 0; i < 4; ++i) {
            sizes[0] |= static_cast<std::uint32_t>(head[4 + i]) << (8 * i);
            sizes[1] |= static_cast<std::uint32_t>(head[40 + i]) << (8 * i);
        }
        return sizes;
    };
    CHECK(claimed() == std::array<std::uint32_t, 2>{96000 + 36, 96000});

    // The file is sparse: hours of silence that take no room. First to just below the limit …
    constexpr off_t limit = 0xFFFFFFFF;
    REQUIRE(lseek(same_file, limit - 35 - 96000, SEEK_SET) > 0);
    REQUIRE_FALSE(target->write(PcmView{second}.first(1000)));
    REQUIRE_FALSE(target->checkpoint());
    CHECK(claimed()[1] < limit);
    // … then beyond it.
    for (int i = 0; i < 3; ++i)
        REQUIRE_FALSE(target->write(second));
    REQUIRE_FALSE(target->complete());
    CHECK(claimed() == std::array<std::uint32_t, 2>{0xFFFFFFFF, 0xFFFFFFFF});
    close(same_file);

    std::array<unsigned char, 64> head{};
    FileDescriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    REQUIRE(pread(file.get(), head.data(), head.size(), 0) == 64);
    const auto format = std::get<WavFormat>(parse_wav_header(head, false));
    CHECK_FALSE(format.data_size); // to the end of the file
}
