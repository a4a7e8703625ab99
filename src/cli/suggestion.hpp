// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::cli {

/// The known word that was probably meant: the one with the fewest edits, if these are at most a
/// third of the word (and at least one edit is always forgiven). Empty when nothing comes close.
[[nodiscard]] std::string nearest(std::string_view typed, const std::vector<std::string>& known);

} // namespace janus_talk::cli
