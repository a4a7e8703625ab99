// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace CLI {
class App;
}

namespace janus_talk::cli {

/// "warning,signaling=debug": a level for all loggers, levels for single ones, or both in any
/// order; what stands later wins. A sentence that says what is wrong otherwise, with the word that
/// was probably meant.
[[nodiscard]] std::variant<report::LogLevels, std::string> parse_log_levels(std::string_view text);

/// --log-level, --log-file and --log-format.
class LogBinding {
public:
    void bind(CLI::App& app);
    [[nodiscard]] app::LogOptions resolve() const;

private:
    std::string levels_;
    std::string file_;
    std::string format_ = "text";
};

} // namespace janus_talk::cli
