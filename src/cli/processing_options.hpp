// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"

#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace janus_talk::cli {

/// `--aec`, `--ns`, `--agc` and their `--no-` forms; what is not said is decided by the devices.
class ProcessingOptions {
public:
    void bind(CLI::App& app, const std::string& group);
    void resolve(app::JoinOptions& options) const;

private:
    /// CLI11 takes an optional boolean for a counter.
    struct Flag {
        bool value = false;
        CLI::Option* option = nullptr;

        void bind(CLI::App& app,
                  const std::string& name,
                  const std::string& text,
                  const std::string& group);
        [[nodiscard]] std::optional<bool> get() const;
    };

    Flag aec_;
    Flag ns_;
    Flag agc_;
};

} // namespace janus_talk::cli
