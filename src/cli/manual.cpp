// SPDX-License-Identifier: MIT
#include "cli/manual.hpp"

#include "app/version.hpp"
#include "cli/option_facts.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>

namespace janus_talk::cli {

namespace {

/// A character beyond ASCII by its number, which every device understands; `at` moves to its end.
/// @pre valid UTF-8, as our own texts are
std::string roff_character(const std::string& text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t more = lead >= 0xF0U ? 3 : lead >= 0xE0U ? 2 : 1;
    std::uint32_t code = lead & (0x3FU >> more);
    for (std::size_t n = 0; n < more && at + 1 < text.size(); ++n)
        code = (code << 6U) | (static_cast<unsigned char>(text[++at]) & 0x3FU);
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "\\[u%04X]", static_cast<unsigned>(code));
    return name.data();
}

/// Text as roff takes it literally: a minus stays one, and nothing is a macro.
std::string roff(const std::string& text) {
    std::string result;
    bool at_start = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (at_start && (c == '.' || c == '\''))
            result += "\\&";
        at_start = c == '\n';
        if (static_cast<unsigned char>(c) >= 0x80U)
            result += roff_character(text, at);
        else if (c == '\\')
            result += "\\e";
        else if (c == '-')
            result += "\\-";
        else if (c == '\'')
            result += "\\(aq";
        else if (c == '`')
            result += "\\(ga";
        else if (c == '^')
            result += "\\(ha";
        else if (c == '~')
            result += "\\(ti";
        else
            result += c;
    }
    return result;
}

std::string page_name(const CLI::App& command) {
    std::string path = command_path(command);
    std::replace(path.begin(), path.end(), ' ', '-');
    return path.empty() ? "janus-talk" : "janus-talk-" + path;
}

std::string full_name(const CLI::App& command) {
    const std::string path = command_path(command);
    return path.empty() ? "janus-talk" : "janus-talk " + path;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(std::toupper(c));
    });
    return text;
}

/// What follows the option, without what CLI11 adds about checks.
std::string operand(const CLI::Option& option) {
    return is_flag(option) ? ""
                           : option.get_type_name().substr(0, option.get_type_name().find(':'));
}

std::string synopsis(CLI::App& command) {
    std::string text = ".B " + roff(full_name(command)) + "\n";
    if (!visible_commands(command).empty())
        return text + ".I COMMAND\n.RI [ options ]\n";
    for (const CLI::Option* const option : command.get_options()) {
        if (!option->get_required())
            continue;
        if (option->get_lnames().empty())
            text += ".I " + roff(option->get_name()) + "\n";
        else
            text += ".B " + roff("--" + option->get_lnames().front()) + "\n.I " +
                    roff(operand(*option)) + "\n";
    }
    text += ".RI [ options ]\n";
    for (const CLI::Option* const option : command.get_options()) {
        if (!option->get_required() && option->get_lnames().empty())
            text += ".RI [ " + roff(option->get_name()) + " ]\n";
    }
    return text;
}

std::string option_entry(const CLI::Option& option) {
    std::string names;
    for (const auto& name : option.get_snames())
        names += (names.empty() ? "" : ", ") + ("-" + name);
    for (const auto& name : option.get_lnames())
        names += (names.empty() ? "" : ", ") + ("--" + name);
    if (option.get_lnames().empty())
        names = option.get_name();
    std::string text = ".TP\n\\fB" + roff(names) + "\\fR";
    if (const std::string value = operand(option); !value.empty() && !option.get_lnames().empty())
        text += " \\fI" + roff(value) + "\\fR";
    text += "\n" + roff(option.get_description());
    const std::string standard = option.get_default_str();
    if (!is_flag(option) && !standard.empty())
        text += " (default: " + roff(standard) + ")";
    const std::string key = config_key(option);
    if (!key.empty())
        text += ".\nEnvironment: " + roff(environment_name(key));
    return text + ".\n";
}

std::string options_text(const CLI::App& command) {
    std::vector<std::string> groups;
    for (const CLI::Option* const option : command.get_options()) {
        if (std::find(groups.begin(), groups.end(), option->get_group()) == groups.end())
            groups.push_back(option->get_group());
    }
    std::string text;
    for (const auto& group : groups) {
        if (!group.empty() && group != "Options")
            text += ".SS " + roff(group) + "\n";
        for (const CLI::Option* const option : command.get_options()) {
            if (option->get_group() == group)
                text += option_entry(*option);
        }
    }
    return text;
}

std::string commands_text(CLI::App& command) {
    std::string text = ".SH COMMANDS\n";
    for (const CLI::App* const below : visible_commands(command))
        text += ".TP\n\\fB" + roff(below->get_name()) + "\\fR\n" + roff(below->get_description()) +
                ".\n";
    return text;
}

/// The footer of the full help, line by line as it stands.
std::string notes_text(const CLI::App& command) {
    const std::string footer = command.get_footer();
    return footer.empty() ? "" : ".SH NOTES\n.nf\n" + roff(footer) + "\n.fi\n";
}

std::string see_also(CLI::App& command) {
    std::vector<std::string> pages;
    if (command.get_parent() != nullptr)
        pages.push_back(page_name(*command.get_parent()));
    for (const CLI::App* const below : visible_commands(command))
        pages.push_back(page_name(*below));
    std::string text = ".SH SEE ALSO\n";
    for (const auto& page : pages)
        text += ".BR " + roff(page) + " (1)" + (page == pages.back() ? "\n" : ",\n");
    return text;
}

ManualPage page(CLI::App& command) {
    const std::string name = page_name(command);
    const std::string version = app::version_line();
    std::string text = ".TH \"" + roff(upper(name)) + "\" 1 \"\" \"" + roff(version) +
                       "\" \"User Commands\"\n.SH NAME\n" + roff(name) + " \\- " +
                       roff(command.get_description()) + "\n.SH SYNOPSIS\n" + synopsis(command);
    if (!visible_commands(command).empty())
        text += commands_text(command);
    text += ".SH OPTIONS\n" + options_text(command) + notes_text(command) + see_also(command);
    return {name + ".1", std::move(text)};
}

void add_pages(CLI::App& command, std::vector<ManualPage>& pages) {
    pages.push_back(page(command));
    for (CLI::App* const below : visible_commands(command))
        add_pages(*below, pages);
}

} // namespace

std::vector<ManualPage> manual_pages(CLI::App& whole) {
    std::vector<ManualPage> pages;
    add_pages(whole, pages);
    return pages;
}

} // namespace janus_talk::cli
