// SPDX-License-Identifier: MIT
#include "app/command_setup.hpp"

#include "app/join_setup.hpp"
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

void hint_at_admin_api(base::Failure& failure) {
    if (failure.code != base::ExitCode::unreachable)
        return;
    // Behind what the socket says, which may be about a certificate.
    failure.hint += failure.hint.empty() ? "" : "; ";
    failure.hint += "the Admin API may be off: it needs admin_ws = true in "
                    "janus.transport.websockets.jcfg; --admin-url says where it is";
}

signaling::WebSocketOptions make_command_socket_options(const CommandOptions& options,
                                                        const signaling::Url& url) {
    auto made = make_websocket_options(options.server, url);
    if (options.admin)
        made.subprotocol = "janus-admin-protocol";
    return made;
}

} // namespace janus_talk::app
