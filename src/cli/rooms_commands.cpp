// SPDX-License-Identifier: MIT
#include "cli/rooms_commands.hpp"

#include "cli/command_group.hpp"
#include "cli/room_leaf.hpp"

#include <CLI/CLI.hpp>

#include <iterator>

namespace janus_talk::cli {

namespace {

class ListRooms final : public RoomLeaf {
public:
    ListRooms()
        : RoomLeaf({"list",
                    "Show the rooms of the server",
                    "rooms list --url wss://janus.example.org/ws"}) {}

    Task task() override { return {janus::ListRooms{admin_key()}, "list the rooms"}; }

protected:
    void bind_options(CLI::App& app) override {
        app.add_flag("--ids,!--no-ids", ids_, "Only the ids, one a line");
        bind_admin_key(app, "shows private rooms too");
    }

    base::ExitCode perform(const app::CommandOptions& options, const Task& task) override {
        if (!ids_)
            return RoomLeaf::perform(options, task);
        return app::run_list_room_ids(
                options, std::get<janus::ListRooms>(task.request), task.doing);
    }

private:
    bool ids_ = false;
};

class ShowRoom final : public RoomLeaf {
public:
    ShowRoom()
        : RoomLeaf({"show", "Show one room and who is in it", "rooms show --room 1234 --json"}) {}

    Task task() override { return {janus::ListParticipants{room()}, "show " + this_room()}; }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_admin_key(app, "shows the settings of a private room too");
    }

    base::ExitCode perform(const app::CommandOptions& options, const Task& /*task*/) override {
        return app::run_show_room(options, room(), admin_key());
    }
};

class RoomExists final : public RoomLeaf {
public:
    RoomExists()
        : RoomLeaf({"exists",
                    "Say whether a room exists: yes and exit status 0, or no and 5",
                    "rooms exists --room 1234 || janus-talk rooms create --room 1234"}) {}

    Task task() override { return {janus::RoomExists{room()}, "look for " + this_room()}; }

protected:
    void bind_options(CLI::App& app) override { bind_room(app); }
};

class DestroyRoom final : public RoomLeaf {
public:
    DestroyRoom()
        : RoomLeaf({"destroy",
                    "Remove a room; everybody in it is thrown out",
                    "rooms destroy --room 1234 --secret-file secret.txt --yes"}) {}

    Task task() override {
        return {janus::DestroyRoom{room(), secret(), permanent_}, "destroy " + this_room(), true};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        app.add_flag("--permanent,!--no-permanent",
                     permanent_,
                     "Also from the server's configuration file, which loses its comments");
        bind_consent(app);
    }

private:
    bool permanent_ = false;
};

class MuteRoom final : public RoomLeaf {
public:
    explicit MuteRoom(bool muted)
        : RoomLeaf({muted ? "mute" : "unmute",
                    muted ? "Silence everybody who did not join with the room's secret"
                          : "Let everybody be heard again",
                    muted ? "rooms mute --room 1234" : "rooms unmute --room 1234"}),
          muted_(muted) {}

    Task task() override {
        return {janus::MuteRoom{room(), secret(), muted_},
                (muted_ ? "mute " : "unmute ") + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
    }

private:
    bool muted_;
};

std::unique_ptr<Command> group(const char* name, const char* text, CommandGroup::Make make) {
    return std::make_unique<CommandGroup>(name, text, std::move(make), true);
}

} // namespace

Commands make_rooms_commands() {
    Commands commands;
    commands.push_back(std::make_unique<ListRooms>());
    commands.push_back(std::make_unique<ShowRoom>());
    commands.push_back(std::make_unique<RoomExists>());
    for (auto& command : make_room_settings_commands())
        commands.push_back(std::move(command));
    commands.push_back(std::make_unique<DestroyRoom>());
    commands.push_back(group("allow", "Who may join: a list of tokens", make_access_commands));
    commands.push_back(std::make_unique<MuteRoom>(true));
    commands.push_back(std::make_unique<MuteRoom>(false));
    commands.push_back(group(
            "record", "Record the mix to a WAV file on the server", make_mix_recording_commands));
    commands.push_back(group("mjrs",
                             "Record each participant to an .mjr file on the server",
                             make_mjr_recording_commands));
    commands.push_back(group(
            "forward", "Send the mix somewhere else as plain RTP or SRTP", make_forward_commands));
    commands.push_back(
            group("announce", "Play a file of the server into a room", make_announce_commands));
    return commands;
}

} // namespace janus_talk::cli
