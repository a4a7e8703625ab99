// SPDX-License-Identifier: MIT
#include "cli/room_leaf.hpp"
#include "cli/rooms_commands.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

class RecordMix final : public RoomLeaf {
public:
    explicit RecordMix(bool on)
        : RoomLeaf({on ? "start" : "stop",
                    on ? "Record the mix to a WAV file on the server" : "Stop recording the mix",
                    on ? "rooms record start --room 1234 --record-dir /var/lib/recordings"
                       : "rooms record stop --room 1234"}),
          on_(on) {}

    Task task() override {
        return {janus::RecordRoom{room(), secret(), on_, file_, folder_},
                (on_ ? "record " : "stop recording ") + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        if (!on_)
            return;
        app.add_option("--record-file",
                       file_,
                       "Its name, on the server (default: one with the room and the time)")
                ->type_name("NAME")
                ->check(is_server_text);
        app.add_option("--record-dir", folder_, "Its folder, on the server")
                ->type_name("PATH")
                ->check(is_server_text);
    }

private:
    bool on_;
    std::optional<std::string> file_;
    std::optional<std::string> folder_;
};

class RecordPeople final : public RoomLeaf {
public:
    explicit RecordPeople(bool on)
        : RoomLeaf({on ? "start" : "stop",
                    on ? "Record each participant to an .mjr file on the server"
                       : "Stop recording the participants",
                    on ? "rooms mjrs start --room 1234 --mjrs-dir /var/lib/recordings"
                       : "rooms mjrs stop --room 1234"}),
          on_(on) {}

    Task task() override {
        return {janus::RecordParticipants{room(), secret(), on_, folder_},
                std::string(on_ ? "record" : "stop recording") + " the participants of " +
                        this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        if (!on_)
            return;
        app.add_option("--mjrs-dir", folder_, "Their folder, on the server")
                ->type_name("PATH")
                ->check(is_server_text);
    }

private:
    bool on_;
    std::optional<std::string> folder_;
};

template <typename Record>
Commands make_start_and_stop() {
    Commands commands;
    commands.push_back(std::make_unique<Record>(true));
    commands.push_back(std::make_unique<Record>(false));
    return commands;
}

} // namespace

Commands make_mix_recording_commands() {
    return make_start_and_stop<RecordMix>();
}

Commands make_mjr_recording_commands() {
    return make_start_and_stop<RecordPeople>();
}

} // namespace janus_talk::cli
