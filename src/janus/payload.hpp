// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace janus_talk::janus {

/// The part of a server's answer that somebody asked for, as one line of JSON: the plug-in's own
/// words (`plugindata.data`, or `response` through the Admin API), else the message without its
/// envelope (`janus`, `transaction`, `sender`). "{}" when there is
/// none. Text inside is the server's, with control characters escaped.
[[nodiscard]] std::string payload_of(std::string_view message);

} // namespace janus_talk::janus
