// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "cli/command.hpp"
#include "cli/common_options.hpp"
#include "cli/flight_options.hpp"
#include "cli/network_options.hpp"
#include "cli/participant_options.hpp"
#include "cli/sound_options.hpp"

#include <string>
#include <vector>

// The commands that join a room. Each takes the groups of options that make sense for it; a group
// means the same wherever it stands.

namespace janus_talk::cli {

/// What all of them share.
class RoomCommandBase : public Command {
public:
    CLI::App* bind(CLI::App& app, bool full_help) override;
    [[nodiscard]] std::vector<std::string> secret_options() const override;
    [[nodiscard]] base::ExitCode run() override;

    /// What was typed, checked. @throws base::Error usage
    [[nodiscard]] app::JoinOptions resolve();

protected:
    struct Texts {
        const char* name;
        const char* description;
        const char* stay;
        const char* examples;
        /// Empty: the user name.
        const char* display = "";
    };

    explicit RoomCommandBase(const Texts& texts) : texts_(texts) {}

    virtual void bind_sound(CLI::App& app) = 0;
    virtual void resolve_sound(app::JoinOptions& options) = 0;

private:
    const Texts texts_;
    ServerBinding server_;
    ReportBinding report_;
    ParticipantOptions participant_;
    NetworkOptions network_;
    RecoveryOptions recovery_;
    FlightBinding flight_;
    bool dry_run_ = false;
};

/// `janus-talk join`: talk and listen.
class JoinCommand final : public RoomCommandBase {
public:
    JoinCommand();

private:
    void bind_sound(CLI::App& app) override;
    void resolve_sound(app::JoinOptions& options) override;

    SoundInOptions in_;
    SoundOutOptions out_;
    CodecOptions codec_;
};

/// `janus-talk say`: play something into the room, and leave.
class SayCommand final : public RoomCommandBase {
public:
    SayCommand();

private:
    void bind_sound(CLI::App& app) override;
    void resolve_sound(app::JoinOptions& options) override;

    SoundInOptions in_;
    SoundOutOptions out_;
    CodecOptions codec_;
};

/// `janus-talk listen`: only hear.
class ListenCommand final : public RoomCommandBase {
public:
    ListenCommand();

private:
    void bind_sound(CLI::App& app) override;
    void resolve_sound(app::JoinOptions& options) override;

    SoundOutOptions out_;
    CodecOptions codec_;
};

/// `janus-talk parrot`: repeat what the others say.
class ParrotCommand final : public RoomCommandBase {
public:
    ParrotCommand();

private:
    void bind_sound(CLI::App& app) override;
    void resolve_sound(app::JoinOptions& options) override;

    std::string delay_ = "1s";
    SoundInOptions in_;
    SoundOutOptions out_;
    CodecOptions codec_;
};

} // namespace janus_talk::cli
