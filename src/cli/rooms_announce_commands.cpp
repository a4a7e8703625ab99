// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "cli/room_leaf.hpp"
#include "cli/rooms_commands.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr const char* announcement_key_text = "where the server wants it for announcements";

/// What all of them need.
class Announcement : public RoomLeaf {
public:
    using RoomLeaf::RoomLeaf;

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        bind_admin_key(app, announcement_key_text);
    }

    CLI::Option* bind_file_id(CLI::App& app, const char* text) {
        return app.add_option("--file-id", file_id_, text)->type_name("ID")->check(is_server_text);
    }

    std::optional<std::string> file_id_;
};

class PlayFile final : public Announcement {
public:
    PlayFile()
        : Announcement({"play",
                        "Play an Ogg/Opus file of the server; one of another kind is accepted "
                        "and never starts",
                        "rooms announce play --room 1234 --file /srv/welcome.opus"}) {}

    Task task() override {
        return {janus::PlayFile{room(), secret(), admin_key(), file_, file_id_, loop_, group_},
                "play a file in " + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        Announcement::bind_options(app);
        app.add_option("--file", file_, "Path of the file, on the server")
                ->type_name("PATH")
                ->required()
                ->check(is_server_text);
        bind_file_id(app, "Name for the announcement (default: the server makes one)");
        add_switch(app, "--loop,!--no-loop", loop_, "Again and again, until it is stopped");
        app.add_option("--group", group_, "Forwarding group, needed where the room has groups")
                ->type_name("NAME")
                ->check(is_server_text);
    }

private:
    std::string file_;
    std::optional<bool> loop_;
    std::optional<std::string> group_;
};

class ListAnnouncements final : public Announcement {
public:
    ListAnnouncements()
        : Announcement({"list",
                        "Show the announcements of a room (needs Janus 1.2.4)",
                        "rooms announce list --room 1234"}) {}

    Task task() override {
        return {janus::ListAnnouncements{room(), secret(), admin_key()},
                "list the announcements of " + this_room()};
    }
};

class StopFile final : public Announcement {
public:
    StopFile()
        : Announcement({"stop",
                        "Stop an announcement; Janus says the same when there was none",
                        "rooms announce stop --room 1234 --file-id welcome"}) {}

    Task task() override {
        if (all_ == file_id_.has_value()) {
            throw base::Error({base::ExitCode::usage,
                               "Which announcement is to be stopped?",
                               "Give either --file-id or --all.",
                               {}});
        }
        if (all_) {
            return {janus::StopAllFiles{room(), secret(), admin_key()},
                    "stop the announcements of " + this_room()};
        }
        return {janus::StopFile{room(), secret(), admin_key(), *file_id_},
                "stop an announcement of " + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        Announcement::bind_options(app);
        bind_file_id(app, "Which one");
        app.add_flag("--all,!--no-all", all_, "All of them (needs Janus 1.3.2)");
    }

private:
    bool all_ = false;
};

class IsPlaying final : public Announcement {
public:
    IsPlaying()
        : Announcement({"is-playing",
                        "Say whether an announcement plays: yes or no",
                        "rooms announce is-playing --room 1234 --file-id welcome"}) {}

    Task task() override {
        return {janus::IsPlaying{room(), secret(), admin_key(), file_id_.value()},
                "ask about an announcement of " + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        Announcement::bind_options(app);
        bind_file_id(app, "Which one")->required();
    }
};

} // namespace

Commands make_announce_commands() {
    Commands commands;
    commands.push_back(std::make_unique<PlayFile>());
    commands.push_back(std::make_unique<ListAnnouncements>());
    commands.push_back(std::make_unique<StopFile>());
    commands.push_back(std::make_unique<IsPlaying>());
    return commands;
}

} // namespace janus_talk::cli
