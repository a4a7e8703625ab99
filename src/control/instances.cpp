// SPDX-License-Identifier: MIT
#include "control/instances.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace janus_talk::control {

namespace {

constexpr std::string_view suffix = ".sock";

std::optional<std::string> variable(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr && *value == '/' ? std::optional<std::string>{value} : std::nullopt;
}

} // namespace

std::optional<std::string> runtime_folder() {
    // systemd gives several, separated by colons, when a unit asks for several.
    if (auto folder = variable("RUNTIME_DIRECTORY"))
        return folder->substr(0, folder->find(':'));
    if (const auto folder = variable("XDG_RUNTIME_DIR"))
        return *folder + "/janus-talk";
    return std::nullopt;
}

std::optional<std::string> socket_path(std::string_view name_or_path) {
    if (name_or_path.find('/') != std::string_view::npos)
        return std::string{name_or_path};
    const auto folder = runtime_folder();
    if (!folder)
        return std::nullopt;
    return *folder + "/" + std::string{name_or_path} + std::string{suffix};
}

std::vector<std::string> socket_names() {
    std::vector<std::string> names;
    const auto folder = runtime_folder();
    std::error_code none;
    if (!folder)
        return names;
    for (const auto& entry : std::filesystem::directory_iterator{*folder, none}) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(suffix) && entry.is_socket(none))
            names.push_back(name.substr(0, name.size() - suffix.size()));
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace janus_talk::control
