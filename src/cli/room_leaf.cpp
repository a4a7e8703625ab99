// SPDX-License-Identifier: MIT
#include "cli/room_leaf.hpp"

#include "base/text.hpp"
#include "cli/join_checks.hpp"
#include "cli/option_facts.hpp"
#include "cli/room_id.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

/// @pre the parser has checked the text with is_mixed_id(), which refuses no digits that fit
template <typename Id>
Id make_id(const std::string& text, bool as_string) {
    return Id{parse_mixed_id(text, as_string).value()};
}

} // namespace

CLI::App* RoomLeaf::bind(CLI::App& app, bool full_help) {
    auto* const command = app.add_subcommand(words_.name, words_.description);
    bind_options(*command);
    if (offers_admin_)
        binding_.offer_admin();
    binding_.bind(*command);
    const std::string footer = "Example:\n  janus-talk " + words_.example;
    binding_.finish(*command, full_help ? footer.c_str() : "");
    return command;
}

std::vector<std::string> RoomLeaf::secret_options() const {
    return binding_.secret_options();
}

base::ExitCode RoomLeaf::run() {
    const Task todo = task();
    const auto options = binding_.resolve();
    if (todo.needs_consent)
        binding_.confirm(todo.doing);
    return perform(options, todo);
}

base::ExitCode RoomLeaf::perform(const app::CommandOptions& options, const Task& task) {
    return app::run_room_command(options, task.request, task.doing);
}

void RoomLeaf::bind_room(CLI::App& app, bool required) {
    app.add_option(
               "-r,--room", room_, "Room: a number, or a string where the server uses string ids")
            ->type_name("ID")
            ->required(required)
            ->check(is_mixed_id);
    bind_string_ids(app);
}

void RoomLeaf::bind_string_ids(CLI::App& app) {
    app.add_flag("--string-ids,!--no-string-ids",
                 string_ids_,
                 "Ids of digits are strings on this server");
}

void RoomLeaf::bind_person(CLI::App& app) {
    bind_room(app);
    app.add_option("--id", person_, "Participant, see people list")
            ->type_name("ID")
            ->required()
            ->check(is_mixed_id);
    bind_secret(app);
}

void RoomLeaf::bind_secret(CLI::App& app) {
    secret_ = &binding_.add_secret(app, "secret", "The room's secret, if it has one");
}

void RoomLeaf::bind_admin_key(CLI::App& app, const std::string& text) {
    admin_key_ = &binding_.add_secret(app, "admin-key", "The AudioBridge's admin_key: " + text);
}

base::RoomId RoomLeaf::room() const {
    return make_id<base::RoomId>(room_, string_ids_);
}

base::ParticipantId RoomLeaf::person() const {
    return make_id<base::ParticipantId>(person_, string_ids_);
}

janus::OptionalSecret RoomLeaf::secret() {
    return secret_ == nullptr ? std::nullopt : secret_->resolve();
}

janus::OptionalSecret RoomLeaf::admin_key() {
    return admin_key_ == nullptr ? std::nullopt : admin_key_->resolve();
}

std::string RoomLeaf::this_room() const {
    return "room " + room_;
}

std::string RoomLeaf::this_person() const {
    return "participant " + person_ + " of room " + room_;
}

void add_switch(CLI::App& app,
                const std::string& names,
                std::optional<bool>& value,
                const std::string& text) {
    // CLI11 takes std::optional<bool> for a counter and sets it to 0.
    app.add_flag(names, text)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
            ->default_str(unset_text)
            ->each([&value](const std::string& given) {
                value = CLI::detail::to_flag_value(given) > 0;
            });
}

std::string is_server_text(const std::string& text) {
    constexpr std::size_t longest = 4096;
    if (text.empty())
        return "the text is empty";
    if (text.size() > longest)
        return "the text is longer than 4096 bytes";
    if (!base::is_valid_utf8(text))
        return "the text is not valid UTF-8";
    if (base::harmless(text, longest) != text)
        return "the text has control or invisible characters: " + base::harmless(text, 64);
    return {};
}

} // namespace janus_talk::cli
