// SPDX-License-Identifier: MIT
#include "media/call.hpp"
#include "media/device_call.hpp"
#include "media/pulse_server.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using namespace janus_talk::core::media;

namespace {

/// A desk with two of everything. Each microphone hears what is played into its feed, a tone that
/// no other one hears; each loudspeaker is listened to.
class Desk {
public:
    Desk() {
        PulseServer::plug_in(spare_speaker);
        PulseServer::plug_in("module-null-sink sink_name=feed2 rate=48000 channels=1");
        PulseServer::plug_in(spare_microphone);
        write_file(folder_.path("first.wav"), wav_bytes(sine(700, 90)));
        write_file(folder_.path("second.wav"), wav_bytes(sine(1100, 90)));
        voices_.push_back(play("feed", "first.wav"));
        voices_.push_back(play("feed2", "second.wav"));
    }

    /// What is played by a loudspeaker from now on.
    [[nodiscard]] std::unique_ptr<Program> listen_to(const std::string& speaker) {
        return std::make_unique<Program>(
                std::vector<std::string>{"parec",
                                         "--device=" + speaker + ".monitor",
                                         "--rate=48000",
                                         "--channels=1",
                                         "--format=s16le",
                                         "--latency-msec=20",
                                         "--raw",
                                         heard_path(speaker)});
    }

    [[nodiscard]] double heard_from(const std::string& speaker, double hz) const {
        return amplitude_at(tail(to_samples(read_file(heard_path(speaker))), 0.5), hz);
    }

    static constexpr const char* first_microphone =
            "module-remap-source source_name=microphone master=feed.monitor";
    static constexpr const char* spare_microphone =
            "module-remap-source source_name=webcam master=feed2.monitor";
    static constexpr const char* first_speaker =
            "module-null-sink sink_name=speaker rate=48000 channels=2";
    static constexpr const char* spare_speaker =
            "module-null-sink sink_name=screen rate=44100 channels=2";

private:
    [[nodiscard]] std::string heard_path(const std::string& speaker) const {
        return folder_.path(speaker + ".raw");
    }

    [[nodiscard]] std::unique_ptr<Program> play(const std::string& sink, const std::string& file) {
        return std::make_unique<Program>(
                std::vector<std::string>{"paplay", "--device=" + sink, folder_.path(file)});
    }

    ScratchFolder folder_;
    std::vector<std::unique_ptr<Program>> voices_;
};

bool hears(Call& call, double hz) {
    return call.stage.wait_for(
            [&] { return amplitude_at(tail(call.peer->heard(), 0.5), hz) > 0.2; });
}

bool told(Call& call, DeviceChange change, Direction direction, const std::string& name) {
    return call.stage.wait_for([&] {
        const auto all = call.log.all<DeviceChanged>();
        return std::any_of(all.begin(), all.end(), [&](const DeviceChanged& event) {
            return event.change == change && event.direction == direction && event.name == name;
        });
    });
}

/// ALSA without hardware: the device `desk` is the microphone of a sound server of its own.
class AlsaDesk {
public:
    AlsaDesk() {
        write_file(folder_.path("asound.conf"),
                   "pcm.desk { type pulse server \"" + server.address() +
                           "\" device microphone }\n"
                           "ctl.desk { type pulse server \"" +
                           server.address() + "\" }\n");
        setenv("ALSA_CONFIG_PATH", folder_.path("asound.conf").c_str(), 1);
    }

    ~AlsaDesk() { unsetenv("ALSA_CONFIG_PATH"); }

    AlsaDesk(const AlsaDesk&) = delete;
    AlsaDesk& operator=(const AlsaDesk&) = delete;
    AlsaDesk(AlsaDesk&&) = delete;
    AlsaDesk& operator=(AlsaDesk&&) = delete;

    [[nodiscard]] static bool is_installed() {
        return std::system("find /usr/lib -name libasound_module_pcm_pulse.so | grep -q .") == 0;
    }

    PulseServer server;

private:
    ScratchFolder folder_;
};

} // namespace

TEST_CASE("A named microphone that is pulled out is replaced by the default, and taken again") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    Desk desk;
    PulseServer::set_default_source("webcam");
    Call call{with_ends("pulse:microphone", "null")};
    REQUIRE(call.connect());
    REQUIRE(hears(call, 700));

    PulseServer::pull_out("microphone");
    REQUIRE(told(call, DeviceChange::switched, Direction::input, "pulse:webcam"));
    CHECK(hears(call, 1100));
    CHECK(count(call.log, DeviceChange::lost, Direction::input) == 1);

    PulseServer::plug_in(Desk::first_microphone);
    REQUIRE(told(call, DeviceChange::back, Direction::input, "pulse:microphone"));
    CHECK(hears(call, 700));
    CHECK(complaints(call.log).size() == 1);
    CHECK(call.log.all<DeviceChanged>().size() == 4);
    CHECK(call.hang_up());
}

TEST_CASE("A named loudspeaker that is pulled out is replaced by the default, and taken again") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    Desk desk;
    PulseServer::set_default_sink("screen");
    Call call{with_ends("null", "pulse:speaker"), {440, 0.25}};
    REQUIRE(call.connect());
    REQUIRE(told(call, DeviceChange::opened, Direction::output, "pulse:speaker"));

    PulseServer::pull_out("speaker");
    REQUIRE(told(call, DeviceChange::switched, Direction::output, "pulse:screen"));
    const auto ear = desk.listen_to("screen");
    CHECK(call.stage.wait_for([&] { return desk.heard_from("screen", 440) > 0.2; }));
    CHECK(count(call.log, DeviceChange::lost, Direction::output) == 1);

    PulseServer::plug_in(Desk::first_speaker);
    REQUIRE(told(call, DeviceChange::back, Direction::output, "pulse:speaker"));
    const auto other_ear = desk.listen_to("speaker");
    CHECK(call.stage.wait_for([&] { return desk.heard_from("speaker", 440) > 0.2; }));
    CHECK(complaints(call.log).size() == 1);
    CHECK(call.log.all<DeviceChanged>().size() == 4);
    CHECK(call.hang_up());
}

TEST_CASE("Without a substitute there is silence until the named microphone returns") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    Desk desk;
    Call call{with_ends("pulse:microphone", "default")};
    REQUIRE(call.connect());
    REQUIRE(hears(call, 700));
    // What is left are monitors, one of them of our own loudspeaker, which is made the default.
    PulseServer::pull_out("webcam");
    PulseServer::pull_out("feed2");
    PulseServer::set_default_source("speaker.monitor");
    PulseServer::pull_out("microphone");
    REQUIRE(told(call, DeviceChange::lost, Direction::input, "pulse:microphone"));
    call.stage.let(3s);
    CHECK(amplitude_at(tail(call.peer->heard(), 1), 440) < 0.001);
    CHECK(count(call.log, DeviceChange::switched, Direction::input) == 0);

    PulseServer::plug_in(Desk::first_microphone);
    REQUIRE(told(call, DeviceChange::back, Direction::input, "pulse:microphone"));
    CHECK(hears(call, 700));
    CHECK(complaints(call.log).size() == 1);
    CHECK(call.hang_up());
}

TEST_CASE("The default is followed when it changes, and when its device is pulled out") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    Desk desk;
    Call call{with_ends("default", "default"), {440, 0.25}};
    REQUIRE(call.connect());
    REQUIRE(hears(call, 700));
    REQUIRE(told(call, DeviceChange::opened, Direction::output, "default"));

    PulseServer::set_default_source("webcam");
    PulseServer::set_default_sink("screen");
    REQUIRE(told(call, DeviceChange::switched, Direction::input, "pulse:webcam"));
    REQUIRE(told(call, DeviceChange::switched, Direction::output, "pulse:screen"));
    CHECK(hears(call, 1100));
    const auto ear = desk.listen_to("screen");
    CHECK(call.stage.wait_for([&] { return desk.heard_from("screen", 440) > 0.2; }));

    PulseServer::pull_out("webcam");
    REQUIRE(told(call, DeviceChange::switched, Direction::input, "pulse:microphone"));
    CHECK(hears(call, 700));
    CHECK(complaints(call.log).empty());
    CHECK(count(call.log, DeviceChange::lost, Direction::input) == 0);
    CHECK(call.hang_up());
}

TEST_CASE("A change of the default doesn't take a named device away") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    Desk desk;
    Call call{with_ends("pulse:microphone", "null")};
    REQUIRE(call.connect());
    REQUIRE(hears(call, 700));
    // PulseAudio 16 moves the stream nevertheless.
    PulseServer::set_default_source("webcam");
    call.stage.let(1s);
    CHECK(hears(call, 700));
    CHECK(call.log.all<DeviceChanged>().size() == 1);
    CHECK(complaints(call.log).empty());
    CHECK(call.hang_up());
}

TEST_CASE("The room doesn't hear itself where the only microphone is the loudspeaker's monitor") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    PulseServer::pull_out("microphone");
    PulseServer::pull_out("feed");
    Call call{with_ends("default", "default"), {440, 0.25}};
    REQUIRE(call.connect());
    REQUIRE(told(call, DeviceChange::opened, Direction::output, "default"));
    REQUIRE(told(call, DeviceChange::lost, Direction::input, "default"));
    call.stage.let(4s);
    CHECK(amplitude_at(tail(call.peer->heard(), 1), 440) < 0.001);
    CHECK(complaints(call.log).size() == 1);

    PulseServer::plug_in("module-null-sink sink_name=feed rate=48000 channels=1");
    PulseServer::plug_in(Desk::first_microphone);
    REQUIRE(told(call, DeviceChange::back, Direction::input, "default"));
    CHECK(call.hang_up());
}

TEST_CASE("Vain attempts to find the sound server again leave nothing behind") {
    if (!PulseServer::is_installed())
        return;
    PulseServer server;
    Call call{with_ends("pulse:microphone", "pulse:speaker")};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<DeviceChanged>(2));
    server.kill_it();
    REQUIRE(call.wait_for<DeviceChanged>(4));
    call.stage.let(500ms);
    const auto descriptors = [] {
        return std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {});
    };
    const auto before = descriptors();
    // After 1, 2 and 4 s.
    call.stage.let(8s);
    CHECK(descriptors() <= before + 2);
    CHECK(call.hang_up());
}

TEST_CASE("An ALSA device that stops is replaced by the default, and tried until it "
          "returns") {
    if (!PulseServer::is_installed() || !AlsaDesk::is_installed())
        return;
    AlsaDesk alsa;
    const PulseServer server;
    const ScratchFolder folder;
    write_file(folder.path("default.wav"), wav_bytes(sine(700, 90)));
    const Program voice{{"paplay", "--device=feed", folder.path("default.wav")}};
    Call call{with_ends("alsa:desk", "null")};
    REQUIRE(call.connect());
    REQUIRE(told(call, DeviceChange::opened, Direction::input, "alsa:desk"));

    // When that server dies, alsasrc spins for ever, and nothing could end it for the tests that
    // follow.
    alsa.server.freeze();
    REQUIRE(told(call, DeviceChange::switched, Direction::input, "pulse:microphone"));
    CHECK(hears(call, 700));
    CHECK(count(call.log, DeviceChange::lost, Direction::input) == 1);

    alsa.server.thaw();
    REQUIRE(told(call, DeviceChange::back, Direction::input, "alsa:desk"));
    CHECK(complaints(call.log).size() == 1);
    CHECK(call.log.all<DeviceChanged>().size() == 4);
    CHECK(call.hang_up());
}
