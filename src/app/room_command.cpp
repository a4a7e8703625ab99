// SPDX-License-Identifier: MIT
#include "app/room_command.hpp"

#include "app/command_run.hpp"
#include "report/reply_text.hpp"

#include <utility>

namespace janus_talk::app {

base::ExitCode run_room_command(const CommandOptions& options,
                                const janus::AudioBridgeRequest& request,
                                std::string doing) {
    CommandPlan plan;
    if (options.admin)
        plan.questions = {janus::AdminRequest{janus::MessagePlugin{request}}};
    else
        plan.questions = {request};
    plan.doing = std::move(doing);
    plan.text = [request](const core::Reply& reply) {
        return report::reply_text(request, reply.payload);
    };
    return run_command(options, std::move(plan));
}

} // namespace janus_talk::app
