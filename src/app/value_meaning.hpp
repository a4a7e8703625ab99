// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::app {

/// What the rooms below would say, sooner or later, of a value that the parser takes as mere text:
/// addresses, conditions, rules, sound specifications. For files of settings, where the line can
/// still be named. Whether files, devices and servers are there is not asked.
/// @param key the long name without dashes; of one that is not known nothing is said
[[nodiscard]] std::optional<base::Failure> refusal_of(std::string_view key,
                                                      const std::string& text);

} // namespace janus_talk::app
