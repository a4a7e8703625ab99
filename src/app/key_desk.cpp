// SPDX-License-Identifier: MIT
#include "app/key_desk.hpp"

#include "app/record_name.hpp"
#include "base/failure.hpp"
#include "report/key_text.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace janus_talk::app {

namespace {

using control::Key;

/// Percent; what AudioBridge takes, and a step that can just be heard (1 dB at 100).
constexpr unsigned loudest = 1000;
constexpr unsigned volume_step = 10;

} // namespace

KeyDesk::KeyDesk(const loop::MainLoop& loop, int fd, Conference& conference, Outlets outlets)
    : conference_(conference), outlets_(std::move(outlets)), let_go_(loop, [this] { let_go(); }),
      terminal_(loop, fd, [this](std::string_view bytes) { on_keys(bytes); }) {}

void KeyDesk::add(const core::Notice& notice) {
    if (const auto* stats = std::get_if<core::media::Stats>(&notice))
        stats_ = *stats;
    if (const auto* levels = std::get_if<core::media::Levels>(&notice)) {
        levels_ = *levels;
        terminal_.refresh(); // they come once a second
    }
    if (const auto* done = std::get_if<core::CommandDone>(&notice))
        answer(*done);
    if (outlets_.introduce && std::holds_alternative<core::RoomJoined>(notice) &&
        terminal_.is_active() && !std::exchange(introduced_, true))
        outlets_.print("Keys: m mute, space push to talk, q leave, ? all.");
}

void KeyDesk::on_keys(std::string_view bytes) {
    for (const Key key : control::read_keys(bytes))
        press(key);
}

void KeyDesk::press(Key key) {
    switch (key) {
    case Key::mute:
        set_muted({});
        break;
    case Key::talk:
        push_to_talk();
        break;
    case Key::louder:
        change_volume(true);
        break;
    case Key::quieter:
        change_volume(false);
        break;
    case Key::people:
        outlets_.print(report::people_text(conference_.machine().snapshot()));
        break;
    case Key::statistics:
        outlets_.print(report::statistics_text(stats_, levels_));
        break;
    case Key::record:
        record();
        break;
    case Key::help:
        outlets_.print(report::keys_text());
        break;
    case Key::leave:
        conference_.deliver(
                core::LeaveRequested{base::ExitCode::ok, base::ExitCode::interrupted, "key q"});
        break;
    }
}

void KeyDesk::set_muted(std::optional<bool> muted) {
    conference_.deliver(core::MuteRequested{core::CommandSource::keys, muted, 0});
}

void KeyDesk::push_to_talk() {
    const auto muted = talk_.press(std::chrono::steady_clock::now(), conference_.machine().muted());
    let_go_.arm_at(talk_.deadline());
    if (muted)
        set_muted(muted);
}

void KeyDesk::let_go() {
    if (const auto muted = talk_.release(std::chrono::steady_clock::now()))
        set_muted(muted);
    let_go_.arm_at(talk_.deadline());
}

void KeyDesk::change_volume(bool up) {
    const unsigned now = volume_.value_or(conference_.machine().volume());
    volume_ = up ? std::min(loudest, now + volume_step) : now - std::min(now, volume_step);
    volume_tag_ = conference_.new_tag();
    janus::ParticipantSettings settings;
    settings.volume = volume_;
    conference_.deliver(core::SettingsRequested{
            core::CommandSource::keys, std::move(settings), "volume", volume_tag_});
}

void KeyDesk::answer(const core::CommandDone& done) {
    if (done.from != core::CommandSource::keys || done.tag == 0 || done.tag != volume_tag_)
        return; // of several steps the last one is told
    if (!done.failure)
        outlets_.print("Your volume in the room is " + std::to_string(*volume_) + " %.");
    volume_.reset();
}

void KeyDesk::record() {
    const auto snapshot = conference_.machine().snapshot();
    core::RecordingRequested request{core::CommandSource::keys, {}, conference_.new_tag()};
    try {
        if (!snapshot || !snapshot->recording)
            request.file = outlets_.record_name(default_recording);
        conference_.deliver(std::move(request));
    } catch (const base::Error& error) { // a display name that makes no file name
        outlets_.print(error.failure().text);
    }
}

} // namespace janus_talk::app
