// SPDX-License-Identifier: MIT
#include "app/admin_command.hpp"

#include "app/command_run.hpp"
#include "janus/admin.hpp"
#include "json/writer.hpp"
#include "report/admin_text.hpp"
#include "report/handle_json.hpp"
#include "report/handle_text.hpp"
#include "report/reply_check.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

using Replies = std::vector<core::Reply>;

/// A plan that asks its way to the handle; what it says about the answer is the caller's business.
std::pair<CommandPlan, std::shared_ptr<HandleSearch>>
plan_search(const HandleTarget& target, const HandleRequest& request, std::string doing) {
    auto search = std::make_shared<HandleSearch>(target, request, doing);
    CommandPlan plan;
    plan.questions = search->first();
    plan.follow_up = [search](const core::Reply& reply) { return search->next(reply); };
    plan.doing = std::move(doing);
    return {std::move(plan), std::move(search)};
}

std::optional<janus::HandleInfo> info_in(const core::Reply& reply) {
    auto decoded = janus::decode_handle_info(std::string_view{reply.payload});
    if (auto* info = std::get_if<janus::HandleInfo>(&decoded))
        return std::move(*info);
    return std::nullopt;
}

std::string id_member(std::string_view name, std::uint64_t id) {
    json::Writer writer;
    return writer.begin_object().member(name, id).end_object().take();
}

} // namespace

base::ExitCode run_admin_command(const CommandOptions& options,
                                 const janus::AdminRequest& request,
                                 std::string doing,
                                 bool show_secrets) {
    CommandPlan plan;
    plan.questions = {request};
    plan.doing = std::move(doing);
    plan.misfit = [request](const core::Reply& reply) { return report::misfit(request, reply); };
    plan.text = [request, show_secrets](const core::Reply& reply) {
        return report::admin_text(request, reply.payload, show_secrets);
    };
    plan.json = [request, show_secrets](const Replies& replies) {
        return report::admin_members(request, replies.back().payload, show_secrets);
    };
    return run_command(options, std::move(plan));
}

base::ExitCode run_on_handle(const CommandOptions& options,
                             const HandleTarget& target,
                             const HandleRequest& request,
                             std::string doing) {
    auto [plan, search] = plan_search(target, request, std::move(doing));
    const janus::AdminRequest kind = request({}, target.handle);
    plan.closing_text = [state = search, kind](const Replies& replies) {
        return state->answered() ? report::admin_text(kind, replies.back().payload, false)
                                 : std::string{};
    };
    plan.json = [state = search, handle = target.handle](const Replies& /*replies*/) {
        return state->answered() ? id_member("handle", handle.value) : std::string{"{}"};
    };
    return run_command(options, std::move(plan));
}

base::ExitCode
run_handle_info(const CommandOptions& options, const HandleTarget& target, bool with_sdp) {
    const auto request = [](base::SessionId session, base::HandleId handle) {
        return janus::AdminRequest{janus::GetHandleInfo{session, handle}};
    };
    auto [plan, search] = plan_search(target, request, "look at the handle");
    plan.closing_text = [state = search, with_sdp](const Replies& replies) {
        const auto info = state->answered() ? info_in(replies.back()) : std::nullopt;
        return info ? report::handle_text(*info, with_sdp) : std::string{};
    };
    plan.json = [state = search, with_sdp](const Replies& replies) {
        const auto info = state->answered() ? info_in(replies.back()) : std::nullopt;
        return info ? report::handle_members(*info, with_sdp) : std::string{"{}"};
    };
    return run_command(options, std::move(plan));
}

base::ExitCode run_handle_list(const CommandOptions& options,
                               std::optional<base::SessionId> session,
                               bool long_form) {
    const auto walk = std::make_shared<HandleWalk>(session, long_form);
    CommandPlan plan;
    plan.questions = walk->first();
    plan.follow_up = [walk](const core::Reply& reply) { return walk->next(reply); };
    plan.doing = "list the handles";
    plan.closing_text = [walk, long_form](const Replies& /*replies*/) {
        if (!walk->complete())
            return std::string{};
        return report::handles_table(walk->handles(), long_form);
    };
    plan.json = [walk, long_form](const Replies& /*replies*/) {
        if (!walk->complete())
            return std::string{"{}"};
        return report::handles_members(walk->handles(), long_form);
    };
    return run_command(options, std::move(plan));
}

} // namespace janus_talk::app
