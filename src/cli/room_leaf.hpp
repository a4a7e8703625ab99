// SPDX-License-Identifier: MIT
#pragma once

#include "app/room_command.hpp"
#include "base/ids.hpp"
#include "cli/command.hpp"
#include "cli/query_binding.hpp"

#include <optional>
#include <string>
#include <utility>

namespace janus_talk::cli {

/// A command that asks the AudioBridge one thing: options in, one request out.
class RoomLeaf : public Command {
public:
    struct Words {
        std::string name;
        std::string description;
        /// Shown below --help, without the program's name: "rooms list".
        std::string example;
    };

    struct Task {
        janus::AudioBridgeRequest request;
        /// Completes "Could not …" and, where consent is needed, "Really …?".
        std::string doing;
        bool needs_consent = false;
    };

    explicit RoomLeaf(Words words) : words_(std::move(words)) {}

    CLI::App* bind(CLI::App& app, bool full_help) final;
    [[nodiscard]] std::vector<std::string> secret_options() const final;
    [[nodiscard]] base::ExitCode run() final;

    /// What the options say. @throws base::Error usage
    [[nodiscard]] virtual Task task() = 0;

protected:
    /// The command's own options; those of the server and the report follow.
    virtual void bind_options(CLI::App& app) = 0;
    /// Sends the request and shows the answer.
    [[nodiscard]] virtual base::ExitCode perform(const app::CommandOptions& options,
                                                 const Task& task);

    void bind_room(CLI::App& app, bool required = true);
    void bind_person(CLI::App& app);
    /// The room's secret, for commands that change something.
    void bind_secret(CLI::App& app);
    void bind_admin_key(CLI::App& app, const std::string& text);

    void bind_consent(CLI::App& app) { binding_.bind_confirmation(app); }

    SecretSource& add_secret(CLI::App& app, const std::string& name, const std::string& text) {
        return binding_.add_secret(app, name, text);
    }

    SecretList& add_secret_list(CLI::App& app, const std::string& name, const std::string& text) {
        return binding_.add_secret_list(app, name, text);
    }

    /// Only where the Admin API can carry the request.
    void without_admin() { offers_admin_ = false; }

    [[nodiscard]] bool has_room() const noexcept { return !room_.empty(); }

    [[nodiscard]] base::RoomId room() const;
    [[nodiscard]] base::ParticipantId person() const;
    [[nodiscard]] janus::OptionalSecret secret();
    [[nodiscard]] janus::OptionalSecret admin_key();
    /// "room 1234", "participant 17 of room 1234": ids hold nothing that could do harm.
    [[nodiscard]] std::string this_room() const;
    [[nodiscard]] std::string this_person() const;

private:
    void bind_string_ids(CLI::App& app);

    Words words_;
    QueryBinding binding_;
    bool offers_admin_ = true;
    bool string_ids_ = false;
    std::string room_;
    std::string person_;
    SecretSource* secret_ = nullptr;
    SecretSource* admin_key_ = nullptr;
};

/// A flag that leaves `value` empty when it is not given; of several the last one counts.
void add_switch(CLI::App& app,
                const std::string& names,
                std::optional<bool>& value,
                const std::string& text);

/// A check for names, files and texts that go to the server: UTF-8 without control characters, 1 to
/// 4096 bytes.
[[nodiscard]] std::string is_server_text(const std::string& text);

} // namespace janus_talk::cli
