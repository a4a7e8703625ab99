// SPDX-License-Identifier: MIT
#include "app/command_setup.hpp"

#include "app/random.hpp"
#include "base/failure.hpp"

#include <utility>
#include <variant>

namespace janus_talk::app {

signaling::Url server_url(const std::string& text) {
    auto url = signaling::parse_url(text);
    if (auto* failure = std::get_if<base::Failure>(&url))
        throw base::Error(std::move(*failure));
    return std::get<signaling::Url>(std::move(url));
}

core::CommandConfig make_command_config(const CommandOptions& options, const CommandPlan& plan) {
    core::CommandConfig config;
    config.questions = plan.questions;
    config.follow_up = plan.follow_up;
    config.doing = plan.doing;
    config.limit = options.server.timeout;
    config.opaque_id = "janus-talk-" + random_word(12);
    config.next_transaction = [] { return random_word(12); };
    config.next_session_id = random_session_id;
    return config;
}

} // namespace janus_talk::app
