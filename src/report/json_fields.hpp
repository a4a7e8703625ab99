// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "base/ids.hpp"
#include "core/notice.hpp"
#include "janus/audiobridge_event.hpp"
#include "json/writer.hpp"
#include "report/summary.hpp"

#include <string_view>
#include <variant>
#include <vector>

// Private to the room: groups of members that more than one kind of line has. Each writes into an
// open object.

namespace janus_talk::report {

/// As the server gave it: a number stays a number, a string a string.
template <typename Tag>
void write_id(json::Writer& writer, std::string_view name, const base::MixedId<Tag>& id) {
    std::visit([&](const auto& value) { writer.member(name, value); }, id.value);
}

/// Absent rather than empty.
void write_text(json::Writer& writer, std::string_view name, std::string_view text);

void write_participants(json::Writer& writer, const std::vector<janus::Participant>& participants);

/// name, text, hint and janus {layer, code, text}. The name is absent when the failure ends
/// nothing.
void write_failure(json::Writer& writer, const base::Failure& failure);

/// exit {code, name}
void write_exit(json::Writer& writer, base::ExitCode exit);

/// self {…}, room, participants, media, recording
void write_snapshot(json::Writer& writer, const core::Snapshot& snapshot);

/// rtt_ms, tx {…}, rx {…}
void write_stats(json::Writer& writer, const core::media::Stats& stats);

/// rule, value, window, window_ms, ok
void write_assertion(json::Writer& writer, const core::AssertionChecked& assertion);

/// verdict, limits, measures, duration_ms, exit, error
void write_result(json::Writer& writer, const Summary& summary);

} // namespace janus_talk::report
