// SPDX-License-Identifier: MIT
#pragma once

#include "report/probe_report.hpp"

namespace janus_talk::report::test {

/// A probe that went well; all members are there.
[[nodiscard]] ProbeReport passed_probe();
/// The listener was not let in, and says so with hostile text.
[[nodiscard]] ProbeReport refused_probe();
/// All went well but that nothing was heard.
[[nodiscard]] ProbeReport silent_probe();

} // namespace janus_talk::report::test
