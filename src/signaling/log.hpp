// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

namespace janus_talk::signaling {

enum class LogLevel { error, warning, notice };

/// Receives what there is to log: one line, already harmless for a terminal, without secrets.
/// @thread main
using LogSink = std::function<void(LogLevel level, std::string_view line)>;

} // namespace janus_talk::signaling
