// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace janus_talk::app {

/// "janus-talk 0.1.0"
[[nodiscard]] std::string version_line();
/// The number alone.
[[nodiscard]] std::string version_number();
/// The line above and one for each library that decides how we behave, with the version at run
/// time.
[[nodiscard]] std::string version_details();

} // namespace janus_talk::app
