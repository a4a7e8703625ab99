// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "core/conference_config.hpp"
#include "core/notice.hpp"
#include "report/hello.hpp"
#include "signaling/url.hpp"
#include "signaling/websocket.hpp"

#include <optional>
#include <vector>

// From what the user typed to what the rooms want.

namespace janus_talk::app {

/// Refuses what does not go together and completes the rest (PCM format, names of recordings).
/// @throws base::Error usage
/// @return the servers, at least one, in the order in which they are tried
[[nodiscard]] std::vector<signaling::Url> check_join_options(JoinOptions& options);

/// The file that a recording named by `pattern` has now. @throws base::Error usage: a place holder
/// that is none
[[nodiscard]] std::string record_name(const JoinOptions& options, const std::string& pattern);

[[nodiscard]] core::ConferenceConfig
make_conference_config(const JoinOptions& options, const std::vector<signaling::Url>& servers);

[[nodiscard]] signaling::WebSocketOptions make_websocket_options(const ServerOptions& server,
                                                                 const signaling::Url& url);

/// Whether a context for these servers needs TLS.
[[nodiscard]] bool is_any_secure(const std::vector<signaling::Url>& servers);

/// Without a URL that could be understood, the event has none: what was typed may hold secrets.
[[nodiscard]] report::Hello make_hello(const JoinOptions& options,
                                       const std::optional<signaling::Url>& url);

/// --impair must not stay unnoticed in a script or a configuration.
[[nodiscard]] std::optional<core::Problem> impairment_warning(const JoinOptions& options);

/// What the user should know before anything else: certificates not checked, secrets that were
/// visible, and signalling that can be read on the way.
[[nodiscard]] std::vector<core::Problem>
server_warnings(const ServerOptions& server,
                const std::vector<std::string>& exposed_secrets,
                const signaling::Url& url);

} // namespace janus_talk::app
