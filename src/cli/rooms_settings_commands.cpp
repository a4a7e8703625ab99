// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "cli/room_leaf.hpp"
#include "cli/rooms_commands.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr const char* permanent_text =
        "Also in the server's configuration file, which is written anew and loses its comments";

class CreateRoom final : public RoomLeaf {
public:
    CreateRoom()
        : RoomLeaf({"create",
                    "Make a room",
                    "rooms create --room 1234 --sampling-rate 48000 --secret-file secret.txt"}) {}

    Task task() override {
        janus::CreateRoom create;
        if (has_room())
            create.room = room();
        create.settings = settings_;
        create.settings.secret = new_secret_->resolve();
        create.settings.pin = pin_->resolve();
        create.settings.allowed = allowed_->resolve();
        create.admin_key = admin_key();
        create.permanent = permanent_;
        return {create, has_room() ? "create " + this_room() : "create a room", permanent_};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app, false);
        bind_admission(app);
        bind_sound(app);
        bind_talking(app);
        bind_recording(app);
        app.add_flag("--permanent,!--no-permanent", permanent_, permanent_text);
        bind_consent(app);
        bind_admin_key(app, "where the server lets only its holders create rooms");
    }

private:
    void bind_admission(CLI::App& app) {
        app.add_option("--description",
                       settings_.description,
                       "What the room is called in lists, 1 to 4096 bytes of UTF-8")
                ->type_name("TEXT")
                ->check(is_server_text);
        new_secret_ = &add_secret(app, "secret", "Needed to manage the room from now on");
        pin_ = &add_secret(app, "pin", "Needed to join the room");
        allowed_ = &add_secret_list(
                app, "allowed", "A token that may join; with one or more, nobody else may");
        add_switch(app, "--private,!--no-private", settings_.is_private, "Leave it out of lists");
        app.add_option("--with-group",
                       settings_.groups,
                       "A forwarding group, repeatable, at most 5; then everybody who joins must "
                       "name one")
                ->type_name("NAME")
                ->allow_extra_args(false)
                ->expected(1, 5)
                ->check(is_server_text);
        add_switch(app,
                   "--rtp-participants,!--no-rtp-participants",
                   settings_.allow_rtp_participants,
                   "Admit participants with plain RTP (default: no)");
    }

    void bind_sound(CLI::App& app) {
        app.add_option("--sampling-rate",
                       settings_.sampling_rate,
                       "Of the mix, in Hz: 8000, 12000, 16000, 24000 or 48000 (default: 16000)")
                ->type_name("HZ")
                ->check(CLI::IsMember({8000U, 12'000U, 16'000U, 24'000U, 48'000U}));
        add_switch(app,
                   "--spatial-audio,!--no-spatial-audio",
                   settings_.spatial_audio,
                   "Stereo, with a position for each participant (default: no)");
        app.add_option("--default-bitrate",
                       settings_.default_bitrate,
                       "Opus bit rate of what the server sends, 500 to 512000 bit/s (default: "
                       "Opus decides)")
                ->type_name("BPS")
                ->check(CLI::Range(500, 512'000));
        app.add_option("--default-expected-loss",
                       settings_.default_expectedloss,
                       "Loss that the server's forward error correction prepares for, 0 to 20 "
                       "percent (default: 0)")
                ->type_name("PERCENT")
                ->check(CLI::Range(0, 20));
        app.add_option("--default-prebuffer",
                       settings_.default_prebuffering,
                       "Packets of 20 ms queued before somebody is mixed, 1 to 50 (default: 6); "
                       "servers from 1.2.0 on ignore it")
                ->type_name("N")
                ->check(CLI::Range(1, 50));
        add_switch(app,
                   "--denoise,!--no-denoise",
                   settings_.denoise,
                   "Remove noise from everybody; needs Janus 1.2.3 with RNNoise, others ignore "
                   "it");
    }

    void bind_talking(CLI::App& app) {
        add_switch(app,
                   "--level-extension,!--no-level-extension",
                   settings_.audiolevel_ext,
                   "Accept audio levels in RTP headers (default: yes)");
        add_switch(app,
                   "--talking-events,!--no-talking-events",
                   settings_.audiolevel_event,
                   "Tell everybody who is talking (default: no)");
        app.add_option("--talking-packets",
                       settings_.audio_active_packets,
                       "Packets of 20 ms over which a level is averaged, 1 to 10000 (default: "
                       "100, which is 2 s)")
                ->type_name("N")
                ->check(CLI::Range(1, 10'000));
        app.add_option("--talking-threshold",
                       settings_.audio_level_average,
                       "What counts as talking, in dB below full scale: 0 the loudest, 127 "
                       "silence (default: 25)")
                ->type_name("DB")
                ->check(CLI::Range(0, 127));
    }

    void bind_recording(CLI::App& app) {
        add_switch(app,
                   "--record-mix,!--no-record-mix",
                   settings_.record,
                   "Record the mix to a WAV file on the server");
        app.add_option("--record-file", settings_.record_file, "Its name, on the server")
                ->type_name("NAME")
                ->check(is_server_text);
        app.add_option("--record-dir", settings_.record_dir, "Its folder, on the server")
                ->type_name("PATH")
                ->check(is_server_text);
        add_switch(app,
                   "--record-mjrs,!--no-record-mjrs",
                   settings_.mjrs,
                   "Record each participant to an .mjr file on the server");
        app.add_option("--mjrs-dir", settings_.mjrs_dir, "Their folder, on the server")
                ->type_name("PATH")
                ->check(is_server_text);
    }

    janus::RoomSettings settings_;
    bool permanent_ = false;
    SecretSource* new_secret_ = nullptr;
    SecretSource* pin_ = nullptr;
    SecretList* allowed_ = nullptr;
};

class EditRoom final : public RoomLeaf {
public:
    EditRoom()
        : RoomLeaf({"edit",
                    "Change a room; those inside are not told",
                    "rooms edit --room 1234 --secret-file secret.txt --new-pin-file pin.txt"}) {}

    Task task() override {
        edit_.room = room();
        edit_.secret = secret();
        edit_.new_secret = new_secret_->resolve();
        edit_.new_pin = new_pin_->resolve();
        if (no_pin_) {
            if (edit_.new_pin) {
                throw base::Error({base::ExitCode::usage,
                                   "--no-pin and a new PIN exclude each other.",
                                   "The new PIN may be in the environment.",
                                   {}});
            }
            edit_.new_pin = base::Secret{};
        }
        const bool changes = edit_.new_description || edit_.new_secret || edit_.new_pin ||
                             edit_.new_is_private || edit_.new_record_dir || edit_.new_mjrs_dir;
        if (!changes && !edit_.permanent) {
            throw base::Error({base::ExitCode::usage,
                               "Nothing is to be changed.",
                               "See: janus-talk rooms edit --help",
                               {}});
        }
        return {edit_, "change " + this_room(), edit_.permanent};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        app.add_option("--description",
                       edit_.new_description,
                       "What the room is called in lists, 1 to 4096 bytes of UTF-8")
                ->type_name("TEXT")
                ->check(is_server_text);
        new_secret_ = &add_secret(app, "new-secret", "Needed to manage the room from now on");
        new_pin_ = &add_secret(app, "new-pin", "Needed to join the room from now on");
        app.add_flag("--no-pin", no_pin_, "Everybody may join without a PIN");
        add_switch(app, "--private,!--no-private", edit_.new_is_private, "Leave it out of lists");
        app.add_option("--record-dir",
                       edit_.new_record_dir,
                       "Folder for recordings of the mix, on the server")
                ->type_name("PATH")
                ->check(is_server_text);
        app.add_option("--mjrs-dir",
                       edit_.new_mjrs_dir,
                       "Folder for recordings of participants, on the server")
                ->type_name("PATH")
                ->check(is_server_text);
        app.add_flag("--permanent,!--no-permanent", edit_.permanent, permanent_text);
        bind_consent(app);
    }

private:
    janus::EditRoom edit_;
    bool no_pin_ = false;
    SecretSource* new_secret_ = nullptr;
    SecretSource* new_pin_ = nullptr;
};

} // namespace

Commands make_room_settings_commands() {
    Commands commands;
    commands.push_back(std::make_unique<CreateRoom>());
    commands.push_back(std::make_unique<EditRoom>());
    return commands;
}

} // namespace janus_talk::cli
