// SPDX-License-Identifier: MIT
#include "cli/people_commands.hpp"

#include "base/failure.hpp"
#include "cli/room_leaf.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <limits>

namespace janus_talk::cli {

namespace {

class ListPeople final : public RoomLeaf {
public:
    ListPeople() : RoomLeaf({"list", "Show who is in a room", "people list --room 1234"}) {}

    Task task() override {
        return {janus::ListParticipants{room()}, "list the people in " + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override { bind_room(app); }
};

class KickPerson final : public RoomLeaf {
public:
    KickPerson()
        : RoomLeaf({"kick",
                    "Throw somebody out of a room, who may come back at once",
                    "people kick --room 1234 --id 17 --yes"}) {}

    Task task() override {
        return {janus::KickParticipant{room(), person(), secret()}, "kick " + this_person(), true};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_person(app);
        bind_consent(app);
    }
};

class KickAll final : public RoomLeaf {
public:
    KickAll()
        : RoomLeaf({"kick-all",
                    "Throw everybody out of a room, who may come back at once",
                    "people kick-all --room 1234 --yes"}) {}

    Task task() override {
        return {janus::KickEverybody{room(), secret()}, "kick everybody from " + this_room(), true};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        bind_consent(app);
    }
};

class MutePerson final : public RoomLeaf {
public:
    explicit MutePerson(bool muted)
        : RoomLeaf({muted ? "mute" : "unmute",
                    muted ? "Silence somebody, who may undo it" : "Let somebody be heard again",
                    muted ? "people mute --room 1234 --id 17"
                          : "people unmute --room 1234 --id 17"}),
          muted_(muted) {}

    Task task() override {
        return {janus::MuteParticipant{room(), person(), secret(), muted_},
                (muted_ ? "mute " : "unmute ") + this_person()};
    }

protected:
    void bind_options(CLI::App& app) override { bind_person(app); }

private:
    bool muted_;
};

class SuspendPerson final : public RoomLeaf {
public:
    SuspendPerson()
        : RoomLeaf({"suspend",
                    "Let somebody neither hear nor be heard (needs Janus 1.2.1)",
                    "people suspend --room 1234 --id 17"}) {}

    Task task() override {
        return {janus::SuspendParticipant{room(), person(), secret(), pause_, stop_record_},
                "suspend " + this_person()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_person(app);
        add_switch(app, "--pause-events,!--no-pause-events", pause_, "Tell them nothing meanwhile");
        add_switch(app,
                   "--stop-recording,!--no-stop-recording",
                   stop_record_,
                   "End their .mjr recording on the server");
    }

private:
    std::optional<bool> pause_;
    std::optional<bool> stop_record_;
};

class ResumePerson final : public RoomLeaf {
public:
    ResumePerson()
        : RoomLeaf({"resume",
                    "End somebody's suspension (needs Janus 1.2.1)",
                    "people resume --room 1234 --id 17"}) {}

    Task task() override {
        return {janus::ResumeParticipant{room(), person(), secret(), record_, file_},
                "resume " + this_person()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_person(app);
        add_switch(app,
                   "--record-mjr,!--no-record-mjr",
                   record_,
                   "Record them to an .mjr file on the server");
        app.add_option("--record-file", file_, "Its name, on the server")
                ->type_name("NAME")
                ->check(is_server_text);
    }

private:
    std::optional<bool> record_;
    std::optional<std::string> file_;
};

class DenoisePerson final : public RoomLeaf {
public:
    DenoisePerson()
        : RoomLeaf({"denoise",
                    "Remove noise from somebody's voice (needs Janus 1.2.3 with RNNoise)",
                    "people denoise --room 1234 --id 17"}) {}

    Task task() override {
        return {janus::DenoiseParticipant{room(), person(), secret(), !off_},
                (off_ ? "stop denoising " : "denoise ") + this_person()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_person(app);
        app.add_flag("--off,!--no-off", off_, "Leave the noise in again");
    }

private:
    bool off_ = false;
};

class ResetDecoder final : public RoomLeaf {
public:
    ResetDecoder()
        : RoomLeaf({"reset-decoder",
                    "Make the server's Opus decoder of one participant anew",
                    "people reset-decoder --session-id-file session.txt --handle-id 42"}) {}

    Task task() override { return {janus::ResetDecoder{}, "reset the decoder"}; }

protected:
    void bind_options(CLI::App& app) override {
        without_admin();
        session_ = &add_secret(
                app,
                "session-id",
                "The participant's session, as the Admin API lists it; it gives full control");
        app.add_option(
                   "--handle-id", handle_, "The participant's handle, as the Admin API lists it")
                ->type_name("N")
                ->required()
                ->check(CLI::Range(std::uint64_t{1}, largest));
    }

    base::ExitCode perform(const app::CommandOptions& options, const Task& /*task*/) override {
        return app::run_reset_decoder(options, session(), base::HandleId{handle_});
    }

private:
    static constexpr auto largest =
            static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

    base::SessionId session() {
        const auto given = session_->resolve();
        if (!given) {
            throw base::Error({base::ExitCode::usage,
                               "The session is missing.",
                               "Give --session-id-file.",
                               {}});
        }
        const std::string& text = given->reveal();
        std::uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size() || number == 0 ||
            number > largest) {
            throw base::Error({base::ExitCode::usage,
                               "The session id is no number from 1 to 9223372036854775807.",
                               "",
                               {}});
        }
        return base::SessionId{number};
    }

    SecretSource* session_ = nullptr;
    std::uint64_t handle_ = 0;
};

} // namespace

std::vector<std::unique_ptr<Command>> make_people_commands() {
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(std::make_unique<ListPeople>());
    commands.push_back(std::make_unique<KickPerson>());
    commands.push_back(std::make_unique<KickAll>());
    commands.push_back(std::make_unique<MutePerson>(true));
    commands.push_back(std::make_unique<MutePerson>(false));
    commands.push_back(std::make_unique<SuspendPerson>());
    commands.push_back(std::make_unique<ResumePerson>());
    commands.push_back(std::make_unique<DenoisePerson>());
    commands.push_back(std::make_unique<ResetDecoder>());
    return commands;
}

} // namespace janus_talk::cli
