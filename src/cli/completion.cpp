// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

#include "app/ctl.hpp"
#include "cli/completion_lists.hpp"
#include "cli/option_facts.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <utility>
#include <vector>

namespace janus_talk::cli {

namespace {

/// What follows an option's name. From `profile` on the program itself is asked what there is.
enum class Operand { none, word, choice, file, profile, room, instance, input, output };

/// As the scripts call them.
const char* kind_of(Operand operand) {
    switch (operand) {
    case Operand::choice:
        return "choice";
    case Operand::file:
        return "file";
    case Operand::profile:
        return "profile";
    case Operand::room:
        return "room";
    case Operand::instance:
        return "instance";
    case Operand::input:
        return "input";
    case Operand::output:
        return "output";
    case Operand::none:
    case Operand::word:
        break;
    }
    return "word";
}

Operand operand_of(const CLI::Option& option) {
    if (is_flag(option))
        return Operand::none;
    if (!choices(option).empty())
        return Operand::choice;
    constexpr std::array<std::pair<const char*, Operand>, 5> asked{{{"profile", Operand::profile},
                                                                    {"room", Operand::room},
                                                                    {"to", Operand::instance},
                                                                    {"input", Operand::input},
                                                                    {"output", Operand::output}}};
    for (const auto& [name, operand] : asked) {
        if (option.check_lname(name))
            return operand;
    }
    return takes_file(option) ? Operand::file : Operand::word;
}

/// The program itself and every command, those that are only a word before others too.
void collect(CLI::App& app, std::vector<CLI::App*>& found) {
    found.push_back(&app);
    for (CLI::App* const command : visible_commands(app))
        collect(*command, found);
}

std::vector<CLI::App*> all_commands(CLI::App& whole) {
    std::vector<CLI::App*> found;
    collect(whole, found);
    return found;
}

bool is_named(const CLI::Option& option) {
    return !option.get_lnames().empty();
}

/// Long and short names with their dashes.
std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const auto& name : option.get_lnames())
        names.push_back("--" + name);
    for (const auto& name : option.get_snames())
        names.push_back("-" + name);
    return names;
}

std::string joined(const std::vector<std::string>& words, const char* separator = " ") {
    return CLI::detail::join(words, separator);
}

/// Inside single quotes of a shell.
std::string shell_quoted(const std::string& text, const std::string& apostrophe) {
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? apostrophe : std::string{c};
    return result + "'";
}

/// Words to complete behind a command: its commands, and the choices of its positional arguments.
std::vector<std::string> words_behind(CLI::App& command) {
    std::vector<std::string> words;
    for (const CLI::App* const below : visible_commands(command))
        words.push_back(below->get_name());
    if (command_path(command) == "ctl")
        words = app::ctl_verbs();
    for (const CLI::Option* const option : command.get_options()) {
        if (is_named(*option))
            continue;
        for (auto& word : choices(*option))
            words.push_back(std::move(word));
    }
    return words;
}

/// `case` branches of bash and zsh, "PATH:OPTION)", that say what the value of an option is.
std::string operand_cases(CLI::App& whole, const std::string& indent) {
    std::string text;
    for (CLI::App* const command : all_commands(whole)) {
        for (const CLI::Option* const option : command->get_options()) {
            const Operand operand = operand_of(*option);
            if (!is_named(*option) || operand == Operand::none)
                continue;
            std::vector<std::string> labels;
            for (const auto& name : names_of(*option))
                labels.push_back(shell_quoted(command_path(*command) + ":" + name, ""));
            text += indent + joined(labels, "|") + ") ";
            text += std::string("kind=") + kind_of(operand);
            if (operand == Operand::choice)
                text += "; choices=" + shell_quoted(joined(choices(*option)), "");
            text += " ;;\n";
        }
    }
    return text;
}

/// Paths of all commands as patterns of `case`.
std::string path_pattern(CLI::App& whole) {
    std::vector<std::string> paths;
    for (const CLI::App* const command : all_commands(whole)) {
        if (command->get_parent() != nullptr)
            paths.push_back(shell_quoted(command_path(*command), ""));
    }
    return joined(paths, "|");
}

/// What zsh offers behind each command, with descriptions.
std::string zsh_cases(CLI::App& whole) {
    const auto entry = [](std::string name, const std::string& text) {
        std::string described;
        for (const char c : name + "\n" + text)
            described += c == ':' ? "\\:" : c == '\n' ? ":" : std::string{c};
        return "            " + shell_quoted(described, "'\\''") + "\n";
    };
    std::string cases;
    for (CLI::App* const command : all_commands(whole)) {
        cases += "        " + shell_quoted(command_path(*command), "") +
                 ")\n          words_here=(\n";
        for (const CLI::App* const below : visible_commands(*command))
            cases += entry(below->get_name(), below->get_description());
        if (visible_commands(*command).empty()) {
            for (const auto& word : words_behind(*command))
                cases += entry(word, word);
        }
        cases += "          )\n          options=(\n";
        for (const CLI::Option* const option : command->get_options()) {
            for (const auto& name : option->get_lnames())
                cases += entry("--" + name, option->get_description());
        }
        cases += "          ) ;;\n";
    }
    return cases;
}

} // namespace

std::string bash_completion(CLI::App& whole) {
    std::string cases;
    for (CLI::App* const command : all_commands(whole)) {
        std::vector<std::string> names;
        for (const CLI::Option* const option : command->get_options()) {
            for (const auto& name : option->get_lnames())
                names.push_back("--" + name);
        }
        cases += "        " + shell_quoted(command_path(*command), "") +
                 ") words=" + shell_quoted(joined(words_behind(*command)), "") +
                 "; options=" + shell_quoted(joined(names), "") + " ;;\n";
    }
    return R"sh(# Completion of janus-talk for bash, made by: janus-talk completion bash
)sh" + std::string(bash_list) +
           std::string(bash_word) + R"sh(    for ((i = 1; i < COMP_CWORD; i++)); do
        word="${path:+$path }${COMP_WORDS[i]}"
        case $word in
        )sh" +
           path_pattern(whole) +
           R"sh() path=$word ;;
        esac
    done
    case $path:$prev in
)sh" + operand_cases(whole, "        ") +
           R"sh(    esac
    case $kind in
        file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
        choice) mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$cur"); return ;;
        word) return ;;
        ?*) mapfile -t COMPREPLY < <(compgen -W "$(_janus_talk_list "$kind")" -- "$before$cur")
            COMPREPLY=("${COMPREPLY[@]#"$before"}")
            if [[ $kind == *put && $before == '' ]]; then
                compopt -o filenames 2>/dev/null; mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$cur")
            fi
            return ;;
    esac
    case $path in
)sh" + cases +
           R"sh(    esac
    if [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
    elif [[ -n $words ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    else
        compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}
complete -F _janus_talk janus-talk
)sh";
}

std::string zsh_completion(CLI::App& whole) {
    return R"sh(#compdef janus-talk
# Completion of janus-talk for zsh, made by: janus-talk completion zsh
)sh" + std::string(zsh_list) +
           R"sh(_janus_talk() {
    local current=$words[CURRENT] previous=$words[CURRENT-1] at='' kind='' choices='' word i
    local -a words_here options names
    if [[ $current == --*=* ]]; then
        previous=${current%%=*}
        compset -P 1 '*='
    fi
    for ((i = 2; i < CURRENT; i++)); do
        word="${at:+$at }$words[i]"
        case $word in
        )sh" +
           path_pattern(whole) +
           R"sh() at=$word ;;
        esac
    done
    case $at:$previous in
)sh" + operand_cases(whole, "        ") +
           R"sh(    esac
    case $kind in
        file) _files; return ;;
        choice) names=(${=choices}); compadd -a names; return ;;
        word) return ;;
        ?*) names=(${(f)"$(_janus_talk_list $kind)"}); compadd -a names
            [[ $kind == *put ]] && _files
            return ;;
    esac
    case $at in
)sh" + zsh_cases(whole) +
           R"sh(    esac
    if [[ $current == -* ]]; then
        _describe option options -o
    elif (( $#words_here )); then
        _describe command words_here
    else
        _files
    fi
}
if [[ $funcstack[1] == _janus_talk || $funcstack[1] == _janus-talk ]]; then
    _janus_talk "$@"
else
    compdef _janus_talk janus-talk
fi
)sh";
}

std::string fish_completion(CLI::App& whole) {
    std::string text = R"sh(# Completion of janus-talk for fish, made by: janus-talk completion fish
function __janus_talk_at
    set -l path ''
    for word in (commandline -opc)[2..]
        set -l longer (string trim -- "$path $word")
        switch $longer
            case )sh";
    for (const CLI::App* const command : all_commands(whole)) {
        if (command->get_parent() != nullptr)
            text += shell_quoted(command_path(*command), "\\'") + " ";
    }
    text += R"sh(
                set path $longer
        end
    end
    test "$path" = "$argv[1]"
end
)sh" + std::string(fish_list) +
            R"sh(complete -c janus-talk -f
)sh";
    for (CLI::App* const command : all_commands(whole)) {
        const std::string start =
                "complete -c janus-talk -n '__janus_talk_at \"" + command_path(*command) + "\"'";
        const auto described = [](const std::string& words) {
            return " -d " + shell_quoted(words, "\\'");
        };
        for (const CLI::App* const below : visible_commands(*command))
            text += start + " -a " + below->get_name() + described(below->get_description()) + "\n";
        if (visible_commands(*command).empty() && !words_behind(*command).empty())
            text += start + " -a " + shell_quoted(joined(words_behind(*command)), "\\'") + "\n";
        for (const CLI::Option* const option : command->get_options()) {
            if (!is_named(*option)) {
                text += takes_file(*option) ? start + " -F\n" : "";
                continue;
            }
            std::string line = start;
            for (const auto& name : option->get_lnames())
                line += " -l " + name;
            for (const auto& name : option->get_snames())
                line += " -s " + name;
            const Operand operand = operand_of(*option);
            if (operand == Operand::choice)
                line += " -x -a " + shell_quoted(joined(choices(*option)), "\\'");
            else if (operand >= Operand::profile)
                line += std::string(takes_file(*option) ? " -r -F" : " -x") +
                        " -a '(__janus_talk_list " + kind_of(operand) + ")'";
            else if (operand != Operand::none)
                line += operand == Operand::file ? " -r -F" : " -x";
            text += line + described(option->get_description()) + "\n";
        }
    }
    return text;
}

} // namespace janus_talk::cli
