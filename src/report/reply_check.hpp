// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "core/command_machine.hpp"
#include "janus/admin_request.hpp"
#include "janus/request.hpp"

#include <optional>
#include <string_view>

namespace janus_talk::report {

/// Why this is no answer to that request, though the server sent it as one: what was asked for is
/// missing. An empty list and a list that is not there must not look the same, nor may silence
/// count as "yes". `payload` is the plug-in's part of the answer.
/// @return a failure of class protocol, or nothing
[[nodiscard]] std::optional<base::Failure> misfit(const janus::AudioBridgeRequest& request,
                                                  std::string_view payload);

/// The same for the Admin API. What a survey does not find is no misfit.
[[nodiscard]] std::optional<base::Failure> misfit(const janus::AdminRequest& request,
                                                  const core::Reply& reply);

} // namespace janus_talk::report
