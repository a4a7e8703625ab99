// SPDX-License-Identifier: MIT
#include "app/room_command.hpp"

#include "app/command_run.hpp"
#include "report/reply_check.hpp"
#include "report/reply_json.hpp"
#include "report/reply_text.hpp"

#include <utility>

namespace janus_talk::app {

namespace {

core::Question make_question(const CommandOptions& options,
                             const janus::AudioBridgeRequest& request) {
    if (options.admin)
        return janus::AdminRequest{janus::MessagePlugin{request}};
    return request;
}

CommandPlan make_plan(const CommandOptions& options,
                      const janus::AudioBridgeRequest& request,
                      std::string doing) {
    CommandPlan plan;
    plan.questions = {make_question(options, request)};
    plan.doing = std::move(doing);
    plan.misfit = [request](const core::Reply& reply) {
        return report::misfit(request, reply.payload);
    };
    plan.text = [request](const core::Reply& reply) {
        return report::reply_text(request, reply.payload);
    };
    plan.shortfall = [request](const core::Reply& reply) {
        return report::shortfall(request, reply.payload);
    };
    return plan;
}

} // namespace

base::ExitCode run_room_command(const CommandOptions& options,
                                const janus::AudioBridgeRequest& request,
                                std::string doing) {
    return run_command(options, make_plan(options, request, std::move(doing)));
}

base::ExitCode run_list_room_ids(const CommandOptions& options,
                                 const janus::ListRooms& request,
                                 std::string doing) {
    CommandPlan plan = make_plan(options, request, std::move(doing));
    plan.text = [](const core::Reply& reply) { return report::room_id_lines(reply.payload); };
    return run_command(options, std::move(plan));
}

base::ExitCode run_access_command(const CommandOptions& options,
                                  const janus::EditAccessList& request,
                                  std::string doing,
                                  bool show_tokens) {
    CommandPlan plan = make_plan(options, request, std::move(doing));
    if (show_tokens) {
        plan.text = [request](const core::Reply& reply) {
            return report::reply_text(request, reply.payload) + report::token_lines(reply.payload);
        };
    } else {
        plan.json = [](const std::vector<core::Reply>& replies) {
            return report::without_tokens(replies.back().payload);
        };
    }
    return run_command(options, std::move(plan));
}

base::ExitCode run_show_room(const CommandOptions& options,
                             const base::RoomId& room,
                             const janus::OptionalSecret& admin_key) {
    CommandPlan plan;
    // First the question that fails when there is no such room.
    plan.questions = {make_question(options, janus::ListParticipants{room}),
                      make_question(options, janus::ListRooms{admin_key})};
    plan.doing = "show room " + room.text();
    plan.misfit = [room](const core::Reply& reply) {
        return reply.question == 0 ? report::misfit(janus::ListParticipants{room}, reply.payload)
                                   : report::misfit(janus::ListRooms{}, reply.payload);
    };
    plan.json = [room](const std::vector<core::Reply>& replies) {
        return replies.size() < 2 ? "{}"
                                  : report::room_json(room, replies[0].payload, replies[1].payload);
    };
    plan.closing_text = [room](const std::vector<core::Reply>& replies) {
        return replies.size() < 2 ? ""
                                  : report::room_text(room, replies[0].payload, replies[1].payload);
    };
    return run_command(options, std::move(plan));
}

base::ExitCode
run_reset_decoder(const CommandOptions& options, base::SessionId session, base::HandleId handle) {
    const janus::ResetDecoder request;
    CommandPlan plan = make_plan(options, request, "reset the decoder");
    plan.questions = {core::OnHandle{session, handle, request}};
    return run_command(options, std::move(plan));
}

} // namespace janus_talk::app
