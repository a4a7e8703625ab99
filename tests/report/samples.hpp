// SPDX-License-Identifier: MIT
#pragma once

#include "core/notice.hpp"
#include "report/hello.hpp"

#include <vector>

namespace janus_talk::report::test {

[[nodiscard]] Hello sample_hello();

/// Notices of every kind, with every value of every enumeration, and with members present and
/// absent.
[[nodiscard]] std::vector<core::Notice> every_notice();

/// Notices whose texts are as hostile as a server or a stranger can make them.
[[nodiscard]] std::vector<core::Notice> hostile_notices();

/// Texts that attack terminals, logs and JSON.
[[nodiscard]] std::vector<std::string> hostile_texts();

} // namespace janus_talk::report::test
