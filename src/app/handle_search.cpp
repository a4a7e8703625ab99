// SPDX-License-Identifier: MIT
#include "app/handle_search.hpp"

#include "janus/admin.hpp"
#include "json/document.hpp"
#include "report/reply_check.hpp"

#include <algorithm>
#include <string_view>
#include <variant>

namespace janus_talk::app {

namespace {

/// As large as the largest answer that the codec takes.
constexpr json::Limits limits{.values = 200'000};

std::vector<std::uint64_t> ids_in(std::string_view payload, std::string_view member) {
    std::vector<std::uint64_t> ids;
    const auto parsed = json::parse(payload, limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    const auto list = document == nullptr ? std::nullopt : document->root().member(member);
    if (!list)
        return ids;
    for (const json::Value element : list->elements()) {
        if (const auto id = element.unsigned_integer())
            ids.push_back(*id);
    }
    return ids;
}

std::deque<base::SessionId> sessions_in(std::string_view payload) {
    std::deque<base::SessionId> sessions;
    for (const std::uint64_t id : ids_in(payload, "sessions"))
        sessions.push_back({id});
    return sessions;
}

std::vector<core::Question> one(core::Question question) {
    std::vector<core::Question> questions;
    questions.push_back(std::move(question));
    return questions;
}

} // namespace

HandleSearch::HandleSearch(HandleTarget target, HandleRequest request, std::string doing)
    : target_(target), request_(std::move(request)), doing_(std::move(doing)) {}

std::vector<core::Question> HandleSearch::first() {
    if (!target_.session)
        return one(janus::AdminRequest{janus::ListSessions{}});
    step_ = Step::request;
    return one(request_(*target_.session, target_.handle));
}

core::FollowUp HandleSearch::next(const core::Reply& reply) {
    switch (step_) {
    case Step::sessions:
        if (auto failure = report::misfit(janus::ListSessions{}, reply))
            return *std::move(failure);
        sessions_ = sessions_in(reply.payload);
        step_ = Step::handles;
        return ask_session();
    case Step::handles: {
        if (auto failure = report::misfit(janus::ListHandles{asked_}, reply))
            return *std::move(failure);
        const auto handles = ids_in(reply.payload, "handles");
        if (std::find(handles.begin(), handles.end(), target_.handle.value) == handles.end())
            return ask_session();
        step_ = Step::request;
        return one(request_(asked_, target_.handle));
    }
    case Step::request:
        if (auto failure = report::misfit(request_(asked_, target_.handle), reply))
            return *std::move(failure);
        step_ = Step::answered;
        break;
    case Step::answered:
        break;
    }
    return std::vector<core::Question>{};
}

core::FollowUp HandleSearch::ask_session() {
    if (sessions_.empty()) {
        return base::Failure{base::ExitCode::room,
                             "Could not " + doing_ +
                                     ": no session of the server has such a handle.",
                             "See: janus-talk admin handles --long",
                             {}};
    }
    asked_ = sessions_.front();
    sessions_.pop_front();
    return one(core::AdminSurvey{janus::ListHandles{asked_}});
}

HandleWalk::HandleWalk(std::optional<base::SessionId> session, bool with_info)
    : only_(session), with_info_(with_info) {}

std::vector<core::Question> HandleWalk::first() {
    if (!only_)
        return one(janus::AdminRequest{janus::ListSessions{}});
    step_ = Step::handles;
    asked_ = *only_;
    return one(janus::AdminRequest{janus::ListHandles{asked_}});
}

core::FollowUp HandleWalk::next(const core::Reply& reply) {
    if (auto failure = report::misfit(question(), reply))
        return *std::move(failure);
    if (step_ == Step::sessions) {
        sessions_ = sessions_in(reply.payload);
    } else if (step_ == Step::handles) {
        take_handles(reply.payload);
    } else if (step_ == Step::info) {
        auto decoded = janus::decode_handle_info(std::string_view{reply.payload});
        if (auto* info = std::get_if<janus::HandleInfo>(&decoded))
            found_.push_back(std::move(*info));
    }
    return ask();
}

janus::AdminRequest HandleWalk::question() const {
    if (step_ == Step::sessions)
        return janus::ListSessions{};
    if (step_ == Step::handles)
        return janus::ListHandles{asked_};
    return janus::GetHandleInfo{};
}

void HandleWalk::take_handles(const std::string& payload) {
    for (const std::uint64_t id : ids_in(payload, "handles")) {
        if (with_info_) {
            unknown_.emplace_back(asked_, base::HandleId{id});
            continue;
        }
        janus::HandleInfo info;
        info.session = asked_;
        info.handle = {id};
        found_.push_back(std::move(info));
    }
}

std::vector<core::Question> HandleWalk::ask() {
    if (!sessions_.empty()) {
        step_ = Step::handles;
        asked_ = sessions_.front();
        sessions_.pop_front();
        return one(core::AdminSurvey{janus::ListHandles{asked_}});
    }
    if (!unknown_.empty()) {
        step_ = Step::info;
        const auto [session, handle] = unknown_.front();
        unknown_.pop_front();
        return one(core::AdminSurvey{janus::GetHandleInfo{session, handle}});
    }
    step_ = Step::complete;
    return {};
}

} // namespace janus_talk::app
