// SPDX-License-Identifier: MIT
#include "app/control_desk.hpp"

#include "app/moment.hpp"
#include "app/record_name.hpp"
#include "app/secret_file.hpp"
#include "base/failure.hpp"
#include "base/text.hpp"
#include "report/control_json.hpp"

#include <utility>

namespace janus_talk::app {

ControlDesk::ControlDesk(const loop::MainLoop& loop,
                         std::string path,
                         Conference& conference,
                         Run run)
    : conference_(conference), run_(std::move(run)),
      socket_(loop,
              std::move(path),
              {[this](control::ClientNumber number) { on_connected(number); },
               [this](control::ClientNumber number, std::string_view line) {
                   on_line(number, line);
               },
               [this](control::ClientNumber number) {
                   refuse(number, {}, "The line is longer than 64 KiB.");
               },
               [this](control::ClientNumber number) {
                   clients_.erase(number);
                   std::erase_if(waiting_,
                                 [number](const auto& one) { return one.second.client == number; });
               }}) {}

void ControlDesk::on_connected(control::ClientNumber number) {
    Client& client = clients_.try_emplace(number, run_.session, run_.start).first->second;
    // Whoever has gone already is forgotten while we send, so both lines are made before.
    std::string text = client.json.line(run_.hello, moment());
    if (auto snapshot = conference_.machine().snapshot())
        text += "\n" + client.json.line(core::Notice{*std::move(snapshot)}, moment());
    socket_.send(number, text);
}

void ControlDesk::on_line(control::ClientNumber number, std::string_view text) {
    const auto line = control::read_line(text);
    if (const auto* why = std::get_if<std::string>(&line.content)) {
        refuse(number, line.id, *why);
        return;
    }
    std::visit(
            [&](const auto& wish) {
                run(wish, Waiting{number, line.id});
            },
            std::get<control::Command>(line.content));
}

void ControlDesk::refuse(control::ClientNumber number,
                         const control::CommandId& id,
                         const std::string& why) {
    socket_.send(number, report::reply_line(id, base::Failure{base::ExitCode::usage, why, "", {}}));
}

core::CommandTag ControlDesk::wait(control::ClientNumber number, const control::CommandId& id) {
    const core::CommandTag tag = conference_.new_tag();
    waiting_.emplace(tag, Waiting{number, id});
    return tag;
}

void ControlDesk::answer(const core::CommandDone& done) {
    const auto found = waiting_.find(done.tag);
    if (found == waiting_.end())
        return;
    const Waiting waiting = std::move(found->second);
    waiting_.erase(found);
    socket_.send(waiting.client, report::reply_line(waiting.id, done.failure));
}

void ControlDesk::add(const core::Notice& notice) {
    if (const auto* stats = std::get_if<core::media::Stats>(&notice))
        stats_ = *stats;
    // A client that falls out of the way meanwhile changes the list.
    std::vector<control::ClientNumber> numbers;
    for (const auto& [number, client] : clients_) {
        if (client.subscribed)
            numbers.push_back(number);
    }
    for (const auto number : numbers) {
        const auto client = clients_.find(number);
        if (client != clients_.end())
            tell(number, client->second, notice);
    }
    if (const auto* done = std::get_if<core::CommandDone>(&notice))
        answer(*done);
    if (std::holds_alternative<core::Ended>(notice)) {
        for (const auto& [tag, waiting] : std::exchange(waiting_, {})) {
            socket_.send(waiting.client,
                         report::reply_line(waiting.id,
                                            base::Failure{base::ExitCode::failed,
                                                          "The call ended before this was done.",
                                                          "",
                                                          {}}));
        }
    }
}

void ControlDesk::tell(control::ClientNumber number, Client& client, const core::Notice& notice) {
    if (!client.types.empty() && !client.types.contains(report::event_type(notice)))
        return;
    if (!socket_.has_room(number)) {
        ++client.dropped; // before it is numbered, so that `seq` has no gap
        return;
    }
    std::string text;
    if (const auto dropped = std::exchange(client.dropped, 0))
        text = client.json.line_of_dropped(dropped, moment()) + "\n";
    socket_.send(number, text + client.json.line(notice, moment()));
}

void ControlDesk::run(const control::Mute& wish, Waiting from) {
    conference_.deliver(core::MuteRequested{
            core::CommandSource::socket, wish.muted, wait(from.client, from.id)});
}

void ControlDesk::change(janus::ParticipantSettings settings,
                         const char* command,
                         const Waiting& from) {
    conference_.deliver(core::SettingsRequested{
            core::CommandSource::socket, std::move(settings), command, wait(from.client, from.id)});
}

void ControlDesk::run(const control::Volume& wish, Waiting from) {
    janus::ParticipantSettings settings;
    settings.volume = wish.percent;
    change(std::move(settings), "volume", from);
}

void ControlDesk::run(const control::Display& wish, Waiting from) {
    if (!base::is_valid_utf8(wish.name) ||
        base::harmless(wish.name, wish.name.size()) != wish.name) {
        refuse(from.client, from.id, "A name is UTF-8 text without control characters.");
        return;
    }
    janus::ParticipantSettings settings;
    settings.display = wish.name;
    change(std::move(settings), "display", from);
}

void ControlDesk::run(const control::Bitrate& wish, Waiting from) {
    janus::ParticipantSettings settings;
    settings.bitrate = wish.bps;
    change(std::move(settings), "bitrate", from);
}

void ControlDesk::run(const control::ChangeRoom& wish, Waiting from) {
    core::ChangeRoomRequested request{
            core::CommandSource::socket, wish.room, {}, {}, wish.group, wish.without_groups, 0};
    // Ids of digits are strings on some servers; the room that we are in tells.
    if (std::holds_alternative<std::string>(run_.hello.room.value))
        request.room.value = wish.room.text();
    try {
        if (wish.pin_file)
            request.pin = read_secret_file(*wish.pin_file);
    } catch (const base::Error& error) {
        socket_.send(from.client, report::reply_line(from.id, error.failure()));
        return;
    }
    request.tag = wait(from.client, from.id);
    conference_.deliver(std::move(request));
}

void ControlDesk::run(const control::RecordStart& wish, Waiting from) {
    try {
        auto file = run_.record_name(wish.file.empty() ? default_recording : wish.file);
        conference_.deliver(core::RecordingRequested{
                core::CommandSource::socket, std::move(file), wait(from.client, from.id)});
    } catch (const base::Error& error) {
        socket_.send(from.client, report::reply_line(from.id, error.failure()));
    }
}

void ControlDesk::run(const control::RecordStop&, Waiting from) {
    conference_.deliver(
            core::RecordingRequested{core::CommandSource::socket, {}, wait(from.client, from.id)});
}

void ControlDesk::run(const control::Say& wish, Waiting from) {
    conference_.deliver(
            core::SayRequested{core::CommandSource::socket, wish.file, wait(from.client, from.id)});
}

void ControlDesk::run(const control::Ask& wish, const Waiting& from) {
    const auto& machine = conference_.machine();
    std::string line;
    switch (wish.question) {
    case control::Question::state:
        line = report::state_line(from.id, machine.phase(), machine.snapshot());
        break;
    case control::Question::people:
        line = report::people_line(from.id, machine.snapshot());
        break;
    case control::Question::stats:
        line = report::stats_line(from.id, stats_);
        break;
    }
    socket_.send(from.client, line);
}

void ControlDesk::run(const control::Subscribe& wish, const Waiting& from) {
    for (const auto& type : wish.types) {
        if (!report::is_notice_type(type)) {
            refuse(from.client, from.id, "There is no event '" + base::harmless(type, 64) + "'.");
            return;
        }
    }
    const auto client = clients_.find(from.client);
    if (client == clients_.end())
        return;
    client->second.subscribed = true;
    client->second.types = {wish.types.begin(), wish.types.end()};
    socket_.send(from.client, report::reply_line(from.id, {}));
}

void ControlDesk::run(const control::Unsubscribe&, const Waiting& from) {
    const auto client = clients_.find(from.client);
    if (client == clients_.end())
        return;
    client->second.subscribed = false;
    socket_.send(from.client, report::reply_line(from.id, {}));
}

void ControlDesk::run(const control::Quit&, const Waiting& from) {
    socket_.send(from.client, report::reply_line(from.id, {}));
    conference_.deliver(
            core::LeaveRequested{base::ExitCode::ok, base::ExitCode::interrupted, "quit"});
}

} // namespace janus_talk::app
