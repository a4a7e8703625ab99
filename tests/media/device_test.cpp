// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "media/answerer.hpp"
#include "media/call.hpp"
#include "media/device_call.hpp"
#include "media/device_list.hpp"
#include "media/pulse_server.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using namespace janus_talk::core::media;

namespace {

AudioDevice device(Direction direction, const std::string& name, const std::string& description) {
    AudioDevice found;
    found.direction = direction;
    found.name = name;
    found.description = description;
    return found;
}

std::vector<AudioDevice> desk() {
    return {device(Direction::input, "usb.headset", "USB Headset"),
            device(Direction::input, "usb.webcam", "USB Camera"),
            device(Direction::output, "usb.headset", "USB Headset"),
            device(Direction::output, "hdmi", "Screen \x1b[2J")};
}

base::Failure refusal(const std::function<void()>& attempt) {
    try {
        attempt();
    } catch (const base::Error& error) {
        return error.failure();
    }
    return {base::ExitCode::ok, "nothing was thrown", {}, {}};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("A device is found by any part of its name or description") {
    CHECK(find_device(desk(), Direction::input, "camera").name == "usb.webcam");
    CHECK(find_device(desk(), Direction::input, "HEAD").name == "usb.headset");
    CHECK(find_device(desk(), Direction::output, "screen").name == "hdmi");
    CHECK(find_device(desk(), Direction::output, "hdmi").spec() == "pulse:hdmi");
}

TEST_CASE("An exact name wins over a part of another") {
    auto devices = desk();
    devices.push_back(device(Direction::input, "usb", "Plain"));
    CHECK(find_device(devices, Direction::input, "usb").description == "Plain");
}

TEST_CASE("Words that fit no device, or several, are answered with what there is") {
    const base::Failure none = refusal([] { (void)find_device(desk(), Direction::input, "hdmi"); });
    CHECK(none.code == base::ExitCode::device);
    CHECK(has(none.hint, "pulse:usb.headset (USB Headset)"));
    CHECK_FALSE(has(none.hint, "hdmi"));
    const base::Failure many = refusal([] { (void)find_device(desk(), Direction::input, "usb"); });
    CHECK(has(many.text, "More than one"));
    CHECK(has(many.hint, "pulse:usb.webcam"));
    const base::Failure nothing = refusal([] { (void)find_device({}, Direction::output, "x"); });
    CHECK(has(nothing.hint, "No loudspeaker was found at all"));
    const base::Failure outputs =
            refusal([] { (void)find_device(desk(), Direction::output, "x"); });
    CHECK_FALSE(has(outputs.hint, "\x1b"));
}

TEST_CASE("Without a sound server, default sends silence and plays nothing, after one warning") {
    const NoSoundServer none;
    Call call{with_ends("default", "default")};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<Warning>(1));
    REQUIRE(call.wait_for<Levels>(2));
    CHECK(complaints(call.log).size() == 1);
    CHECK(has(complaints(call.log)[0].failure.text, "No sound card"));
    CHECK(has(complaints(call.log)[0].failure.hint, "janus-talk devices"));
    REQUIRE(call.hang_up());
    // A second call of the same session says nothing new.
    REQUIRE(call.connect({2}));
    REQUIRE(call.hang_up({2}));
    CHECK(complaints(call.log).size() == 1);
}

TEST_CASE("Without a sound server there are no devices, and named ones are refused") {
    const NoSoundServer none;
    (void)runtime();
    CHECK(list_devices().empty());
    Stage stage;
    EventLog log;
    for (const char* input : {"pulse:microphone", "alsa:nonsense", "headset"}) {
        const base::Failure failure = refusal([&] {
            const MediaSession session{
                    runtime(), with_ends(input, "null"), stage.loop, stage.mailbox, log};
        });
        CHECK(failure.code == base::ExitCode::device);
    }
}

TEST_CASE("Microphones and loudspeakers are listed with stable names and the default") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    (void)runtime();
    const auto devices = list_devices();
    const auto named = [&](Direction direction, const std::string& name) {
        const auto found =
                std::find_if(devices.begin(), devices.end(), [&](const AudioDevice& each) {
                    return each.direction == direction && each.name == name;
                });
        REQUIRE(found != devices.end());
        return *found;
    };
    CHECK(named(Direction::input, "microphone").is_default);
    CHECK(named(Direction::output, "speaker").is_default);
    CHECK_FALSE(named(Direction::output, "feed").is_default);
    CHECK(named(Direction::input, "speaker.monitor").is_monitor);
    CHECK_FALSE(named(Direction::input, "microphone").is_monitor);
    CHECK(named(Direction::output, "speaker").spec() == "pulse:speaker");
}

TEST_CASE("A voice goes from the microphone to the other end, and the other end's to the "
          "loudspeaker") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    const ScratchFolder folder;
    write_file(folder.path("voice.wav"), wav_bytes(sine(700, 30)));
    const std::string input =
            GENERATE(as<std::string>{}, "default", "pulse:microphone", "Remapped");
    const std::string output = input == "default" ? "default" : "pulse:speaker";
    Call call{with_ends(input, output), {440, 0.25}};
    const Program voice{{"paplay", "--device=feed", folder.path("voice.wav")}};
    const Program ear{{"parec",
                       "--device=speaker.monitor",
                       "--rate=48000",
                       "--channels=1",
                       "--format=s16le",
                       "--latency-msec=20",
                       "--raw",
                       folder.path("heard.raw")}};
    REQUIRE(call.connect());
    CHECK(call.stage.wait_for(
            [&] { return amplitude_at(tail(call.peer->heard(), 1), 700) > 0.2; }));
    CHECK(call.stage.wait_for([&] {
        const Samples heard = to_samples(read_file(folder.path("heard.raw")));
        return amplitude_at(tail(heard, 1), 440) > 0.2;
    }));
    CHECK(count(call.log, DeviceChange::opened, Direction::input) == 1);
    CHECK(count(call.log, DeviceChange::opened, Direction::output) == 1);
    CHECK(complaints(call.log).empty());
    CHECK(call.hang_up());
}

TEST_CASE("A device that doesn't exist is refused with a list of those that do") {
    if (!PulseServer::is_installed())
        return;
    const PulseServer server;
    Stage stage;
    EventLog log;
    const base::Failure failure = refusal([&] {
        const MediaSession session{
                runtime(), with_ends("pulse:nonsense", "null"), stage.loop, stage.mailbox, log};
    });
    CHECK(failure.code == base::ExitCode::device);
    CHECK(has(failure.hint, "pulse:microphone"));
}

TEST_CASE("When the sound server dies the call goes on, and the devices come back with it") {
    if (!PulseServer::is_installed())
        return;
    PulseServer server;
    const ScratchFolder folder;
    write_file(folder.path("voice.wav"), wav_bytes(sine(700, 60)));
    Call call{with_ends("pulse:microphone", "pulse:speaker")};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<DeviceChanged>(2));

    server.kill_it();
    REQUIRE(call.stage.wait_for([&] {
        return count(call.log, DeviceChange::lost, Direction::input) == 1 &&
               count(call.log, DeviceChange::lost, Direction::output) == 1;
    }));
    const std::size_t levels = call.log.all<Levels>().size();
    REQUIRE(call.wait_for<Levels>(levels + 3));
    CHECK(call.log.all<Levels>().back().rx_dbfs > -60);
    CHECK(complaints(call.log).size() == 2);

    server.start();
    const Program voice{{"paplay", "--device=feed", folder.path("voice.wav")}};
    REQUIRE(call.stage.wait_for(
            [&] {
                return count(call.log, DeviceChange::back, Direction::input) == 1 &&
                       count(call.log, DeviceChange::back, Direction::output) == 1;
            },
            40s));
    CHECK(call.stage.wait_for(
            [&] { return amplitude_at(tail(call.peer->heard(), 1), 700) > 0.2; }));
    CHECK(complaints(call.log).size() == 2);
    CHECK(call.log.all<Failed>().empty());
}

TEST_CASE("A frozen sound server is noticed, and holds up neither call nor exit") {
    if (!PulseServer::is_installed())
        return;
    PulseServer server;
    {
        Call call{with_ends("pulse:microphone", "pulse:speaker")};
        REQUIRE(call.connect());
        REQUIRE(call.wait_for<DeviceChanged>(2));
        server.freeze();
        REQUIRE(call.stage.wait_for([&] {
            return count(call.log, DeviceChange::lost, Direction::input) == 1 &&
                   count(call.log, DeviceChange::lost, Direction::output) == 1;
        }));
        const std::size_t levels = call.log.all<Levels>().size();
        REQUIRE(call.wait_for<Levels>(levels + 2));
        CHECK(complaints(call.log).size() == 2);
        call.session->stop(first_epoch);
        call.stage.let(200ms);
        CHECK_FALSE(call.log.has<Stopped>());
        // Here it goes, although the server still holds its threads.
    }
    CHECK(MediaSession::teardown_is_blocked());
    server.thaw();
    Stage stage;
    CHECK(stage.wait_for([] { return !MediaSession::teardown_is_blocked(); }));
}

TEST_CASE("A sound server that is frozen from the start doesn't hold up the call") {
    if (!PulseServer::is_installed())
        return;
    PulseServer server;
    server.freeze();
    {
        Call call{with_ends("default", "default")};
        REQUIRE(call.connect());
        REQUIRE(call.wait_for<Warning>(1));
        REQUIRE(call.wait_for<Levels>(1));
    }
    server.thaw();
    Stage stage;
    CHECK(stage.wait_for([] { return !MediaSession::teardown_is_blocked(); }));
}
