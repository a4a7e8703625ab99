// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "base/secret.hpp"
#include "core/command_machine.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::app {

/// What every command that asks and ends has in common.
struct CommandOptions {
    ServerOptions server;
    ReportOptions report;
    /// `server.url` is the Admin API's, and the questions are AdminRequests.
    bool admin = false;
    /// Only show what would be sent.
    bool dry_run = false;
    std::optional<base::Secret> admin_secret;
    /// Names of the secrets that stood on the command line, to be warned about.
    std::vector<std::string> exposed_secrets;
};

/// One command: what to ask, and what to say about the answers.
struct CommandPlan {
    std::vector<core::Question> questions;
    /// See core::CommandConfig.
    std::function<core::FollowUp(const core::Reply&)> follow_up;
    /// Completes "Could not …", for example "list the rooms".
    std::string doing;
    /// Text for people about one reply, each line ended; empty says nothing. Not used with --json.
    std::function<std::string(const core::Reply&)> text;
    /// Members of the --json line besides v, ok, exit and error, as one JSON object made of all
    /// replies; the default is the payload of the last one without `audiobridge`.
    std::function<std::string(const std::vector<core::Reply>&)> json;
    /// Why what came is no answer to the question: the command ends with this, and shows nothing.
    std::function<std::optional<base::Failure>(const core::Reply&)> misfit;
    /// What an answer that was no error falls short of: it decides the exit status, and is told
    /// unless its text is empty.
    std::function<std::optional<base::Failure>(const core::Reply&)> shortfall;
    /// What is said after the last reply, or after an interruption when there were any.
    std::function<std::string(const std::vector<core::Reply>&)> closing_text;
    /// Takes the failure that ends the command, which is then told nowhere else.
    std::function<void(const base::Failure&)> failed;
    /// Called for every message that is sent.
    std::function<void()> sent;
    /// false: `json` and `closing_text` get the last reply alone, for commands that ask for hours.
    bool keeps_replies = true;
    /// Signals end the command with 0 once something was answered (ping).
    bool interrupt_is_success = false;
};

} // namespace janus_talk::app
