// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "core/command_machine.hpp"
#include "janus/admin_request.hpp"
#include "janus/handle_info.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace janus_talk::app {

/// A handle, and its session where that is known.
struct HandleTarget {
    base::HandleId handle;
    std::optional<base::SessionId> session;
};

/// The request about a handle once its session is known.
using HandleRequest = std::function<janus::AdminRequest(base::SessionId, base::HandleId)>;

/// Asks all sessions for a handle, one after the other, then what was wanted of it.
class HandleSearch {
public:
    HandleSearch(HandleTarget target, HandleRequest request, std::string doing);

    [[nodiscard]] std::vector<core::Question> first();
    [[nodiscard]] core::FollowUp next(const core::Reply& reply);

    /// What was wanted has been answered, by the last reply.
    [[nodiscard]] bool answered() const noexcept { return step_ == Step::answered; }

private:
    enum class Step { sessions, handles, request, answered };

    [[nodiscard]] core::FollowUp ask_session();

    HandleTarget target_;
    HandleRequest request_;
    std::string doing_;
    Step step_ = Step::sessions;
    std::deque<base::SessionId> sessions_;
    base::SessionId asked_;
};

/// Collects the handles of one session or of all.
class HandleWalk {
public:
    /// @param with_info also asks each handle what it is
    HandleWalk(std::optional<base::SessionId> session, bool with_info);

    [[nodiscard]] std::vector<core::Question> first();
    [[nodiscard]] core::FollowUp next(const core::Reply& reply);

    /// Only session and handle are known unless `with_info`; those that went away meanwhile are
    /// missing then.
    [[nodiscard]] const std::vector<janus::HandleInfo>& handles() const noexcept { return found_; }

    [[nodiscard]] bool complete() const noexcept { return step_ == Step::complete; }

private:
    enum class Step { sessions, handles, info, complete };

    /// What was asked last.
    [[nodiscard]] janus::AdminRequest question() const;
    [[nodiscard]] std::vector<core::Question> ask();
    void take_handles(const std::string& payload);

    std::optional<base::SessionId> only_;
    bool with_info_;
    Step step_ = Step::sessions;
    std::deque<base::SessionId> sessions_;
    base::SessionId asked_;
    std::deque<std::pair<base::SessionId, base::HandleId>> unknown_;
    std::vector<janus::HandleInfo> found_;
};

} // namespace janus_talk::app
