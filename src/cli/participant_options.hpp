// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "cli/secret_source.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace janus_talk::cli {

/// Who we are in the room, and for how long. The same for every command that joins one.
class ParticipantOptions {
public:
    /// `stay_text` says what --for is the time of; `default_display`: empty for the user name.
    void bind(CLI::App& app, const char* stay_text, const std::string& default_display = {});
    /// @throws base::Error usage
    void resolve(app::JoinOptions& options);

    /// Only the room and how to get in, for several participants in one process. The room may be
    /// left out.
    void bind_room(CLI::App& app, const char* display_text);
    void resolve_room(app::JoinOptions& options, const std::string& default_display);

    [[nodiscard]] static std::vector<std::string> secret_options() { return {"--pin"}; }

private:
    void bind_access(CLI::App& app);
    void bind_display(CLI::App& app, const std::string& text);

    SecretSource pin_{"pin"};
    std::string room_;
    std::string id_;
    bool string_ids_ = false;
    std::string display_;
    std::string default_display_;
    std::string group_;
    bool create_ = false;
    bool fast_join_ = false;
    std::string stay_;
    std::string until_;
    std::string control_;
    bool keys_ = true;
    std::vector<std::string> fail_if_;
};

} // namespace janus_talk::cli
