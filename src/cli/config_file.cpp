// SPDX-License-Identifier: MIT
#include "cli/config_file.hpp"

#include "app/file_descriptor.hpp"
#include "base/text.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

namespace janus_talk::cli {

namespace {

constexpr std::size_t longest_file = std::size_t{1024} * 1024;

unsigned line_of(const toml::node& node) {
    return node.source().begin.line;
}

std::string number_text(double number) {
    std::array<char, 400> buffer{};
    const auto [end, error] = std::to_chars(
            buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
    return error == std::errc{} ? std::string{buffer.data(), end} : std::string{};
}

/// Walks through the tables of a file and lists what they hold.
class Reader {
public:
    explicit Reader(ConfigFile& file) : file_(file) {}

    void read(const toml::table& root) {
        for (const auto& [key, node] : root) {
            if (key.str() == "profile")
                read_profiles(node);
            else
                read_node({}, std::string{key.str()}, node);
        }
    }

private:
    void read_profiles(const toml::node& node) const {
        const auto* const profiles = node.as_table();
        if (profiles == nullptr)
            refuse(node, "a profile is a table: [profile.NAME]");
        for (const auto& [name, profile] : *profiles) {
            const auto* const table = profile.as_table();
            if (table == nullptr)
                refuse(profile, "a profile is a table: [profile.NAME]");
            read_table({std::string{name.str()}, {}}, *table);
        }
    }

    void read_table(const ConfigSection& section, const toml::table& table) const {
        file_.tables.push_back({section, line_of(table)});
        for (const auto& [key, node] : table)
            read_node(section, std::string{key.str()}, node);
    }

    void read_node(const ConfigSection& section, std::string key, const toml::node& node) const {
        if (const auto* const table = node.as_table()) {
            ConfigSection inner = section;
            inner.command.push_back(std::move(key));
            read_table(inner, *table);
            return;
        }
        ConfigValue value{section, std::move(key), kind_of(node), {}, line_of(node)};
        if (const auto* const list = node.as_array()) {
            for (const toml::node& item : *list) {
                if (kind_of(item) != ConfigValue::Kind::text &&
                    kind_of(item) != ConfigValue::Kind::number) {
                    value.kind = ConfigValue::Kind::unusable;
                    break;
                }
                value.texts.push_back(text_of(item));
            }
        } else {
            value.texts.push_back(text_of(node));
        }
        if (value.kind == ConfigValue::Kind::unusable)
            value.texts.clear();
        file_.values.push_back(std::move(value));
    }

    static ConfigValue::Kind kind_of(const toml::node& node) {
        using Kind = ConfigValue::Kind;
        if (node.is_string())
            return Kind::text;
        if (node.is_integer() || node.is_floating_point())
            return Kind::number;
        if (node.is_boolean())
            return Kind::boolean;
        return node.is_array() ? Kind::list : Kind::unusable;
    }

    static std::string text_of(const toml::node& node) {
        if (const auto* const text = node.as_string())
            return text->get();
        if (const auto* const number = node.as_integer())
            return std::to_string(number->get());
        if (const auto* const number = node.as_floating_point())
            return number_text(number->get());
        if (const auto* const boolean = node.as_boolean())
            return boolean->get() ? "true" : "false";
        return {};
    }

    [[noreturn]] void refuse(const toml::node& node, std::string text) const {
        throw ConfigProblem{file_.path, line_of(node), std::move(text), {}};
    }

    ConfigFile& file_;
};

/// Not there, or in a folder that we may not even look into: a service often runs without its
/// user's home.
bool is_missing(const std::string& path) {
    struct stat status {};

    return stat(path.c_str(), &status) != 0 &&
           (errno == ENOENT || errno == ENOTDIR || errno == EACCES);
}

/// Empty when there is no such file.
std::optional<std::string> load(ConfigFile& file) {
    if (is_missing(file.path))
        return std::nullopt;
    const app::FileDescriptor descriptor{file.path};

    struct stat status {};

    if (descriptor.get() < 0 || fstat(descriptor.get(), &status) != 0)
        throw ConfigProblem{file.path, 0, std::string{"can't be read: "} + strerror(errno), {}};
    // Pipes, as made by <(…) in a shell, are nobody else's to read.
    file.open_to_others = S_ISREG(status.st_mode) && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
    std::string text(longest_file + 1, '\0');
    std::size_t size = 0;
    ssize_t got = 0;
    while (size < text.size() &&
           (got = read(descriptor.get(), text.data() + size, text.size() - size)) > 0) {
        size += static_cast<std::size_t>(got);
    }
    if (got < 0)
        throw ConfigProblem{file.path, 0, std::string{"can't be read: "} + strerror(errno), {}};
    if (size > longest_file)
        throw ConfigProblem{file.path, 0, "is longer than 1 MiB", {}};
    text.resize(size);
    return text;
}

/// What the parser says, without what it saw: that may be part of a secret.
std::string without_values(std::string_view description) {
    description = description.substr(0, description.find("saw "));
    description = description.substr(0, description.find('\''));
    description = description.substr(0, description.find('"'));
    while (!description.empty() &&
           std::string_view{" ,;:"}.find(description.back()) != std::string_view::npos) {
        description.remove_suffix(1);
    }
    return base::harmless(description, 200);
}

} // namespace

std::string ConfigProblem::message() const {
    return base::harmless(path) + (line == 0 ? " " : ":" + std::to_string(line) + ": ") + text;
}

std::optional<ConfigFile> read_config_file(const std::string& path) {
    ConfigFile file;
    file.path = path;
    const auto text = load(file);
    if (!text)
        return std::nullopt;
    try {
        Reader{file}.read(toml::parse(*text, path));
    } catch (const toml::parse_error& error) {
        const std::string words = without_values(error.description());
        const bool is_value = words.find("redefine") == std::string::npos;
        throw ConfigProblem{path,
                            error.source().begin.line,
                            "this is not TOML: " + words,
                            is_value ? "Text needs quotes: display = \"mohsen\"" : ""};
    }
    return file;
}

} // namespace janus_talk::cli
