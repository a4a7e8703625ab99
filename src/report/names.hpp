// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"

#include <string_view>

namespace janus_talk::report {

// The words of docs/events.md for the values of notices. They are a stable contract: scripts
// compare with them.

[[nodiscard]] std::string_view name_of(core::ParticipantChange change) noexcept;
[[nodiscard]] std::string_view name_of(core::TalkingSource source) noexcept;
[[nodiscard]] std::string_view name_of(core::MediaChange change) noexcept;
[[nodiscard]] std::string_view name_of(core::ResumedBy by) noexcept;
[[nodiscard]] std::string_view name_of(core::CommandSource source) noexcept;
[[nodiscard]] std::string_view name_of(core::Severity severity) noexcept;
[[nodiscard]] std::string_view name_of(core::media::Direction direction) noexcept;
[[nodiscard]] std::string_view name_of(core::media::DeviceChange change) noexcept;
[[nodiscard]] std::string_view name_of(base::JanusLayer layer) noexcept;

} // namespace janus_talk::report
