// SPDX-License-Identifier: MIT
#include "cli/secret_source.hpp"

#include "cli/option_facts.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace janus_talk::cli {

namespace {

std::optional<std::string> take_environment(const std::string& name) {
    char* const value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0')
        return std::nullopt;
    std::string taken{value};
    // unsetenv() only drops the pointer; the bytes would stay readable in /proc/PID/environ.
    explicit_bzero(value, std::strlen(value));
    unsetenv(name.c_str());
    return taken;
}

} // namespace

SecretSource::SecretSource(std::string name) : name_(std::move(name)) {}

void SecretSource::bind(CLI::App& app, const std::string& description) {
    auto* const value =
            app.add_option("--" + name_, value_, description + " (better: --" + name_ + "-file)");
    auto* const file =
            app.add_option("--" + name_ + "-file", file_, "File that holds it, mode 0600")
                    ->type_name("FILE");
    value->type_name("TEXT")->excludes(file);
}

std::optional<base::Secret> SecretSource::resolve() {
    const std::string variable = environment_name(name_);
    // Taken even when a flag wins, so that it does not linger.
    auto from_environment = take_environment(variable);
    const auto file_from_environment = take_environment(variable + "_FILE");
    if (!value_.empty()) {
        return base::Secret{value_};
    }
    if (!file_.empty())
        return app::read_secret_file(file_);
    if (from_environment)
        return base::Secret{std::move(*from_environment)};
    if (file_from_environment)
        return app::read_secret_file(*file_from_environment);
    return std::nullopt;
}

SecretList::SecretList(std::string name) : name_(std::move(name)) {}

void SecretList::bind(CLI::App& app, const std::string& description) {
    auto* const value = app.add_option("--" + name_,
                                       values_,
                                       description + " (repeatable; better: --" + name_ + "-file)")
                                ->allow_extra_args(false);
    auto* const file =
            app.add_option("--" + name_ + "-file", file_, "File with one a line, mode 0600")
                    ->type_name("FILE");
    value->type_name("TEXT")->excludes(file);
}

std::vector<base::Secret> SecretList::resolve() {
    constexpr std::size_t longest_list = std::size_t{1024} * 1024;
    const std::string variable = environment_name(name_);
    auto from_environment = take_environment(variable);
    const auto file_from_environment = take_environment(variable + "_FILE");
    std::vector<base::Secret> secrets;
    if (!values_.empty()) {
        for (const std::string& value : values_)
            secrets.emplace_back(value);
        return secrets;
    }
    base::Secret lines;
    if (!file_.empty())
        lines = app::read_secret_file(file_, longest_list);
    else if (from_environment)
        lines = base::Secret{std::move(*from_environment)};
    else if (file_from_environment)
        lines = app::read_secret_file(*file_from_environment, longest_list);
    std::string_view rest = lines.reveal();
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.empty())
            secrets.emplace_back(std::string{line});
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return secrets;
}

void wipe_arguments(int argc, char** argv, const std::vector<std::string>& names) {
    const auto wipe = [](char* text) { std::memset(text, '*', std::strlen(text)); };
    for (int n = 1; n < argc; ++n) {
        const std::string_view argument{argv[n]};
        for (const auto& name : names) {
            if (argument == name && n + 1 < argc) {
                wipe(argv[++n]);
                break;
            }
            if (argument.size() > name.size() && argument.starts_with(name) &&
                argument[name.size()] == '=') {
                wipe(argv[n] + name.size() + 1);
                break;
            }
        }
    }
}

} // namespace janus_talk::cli
