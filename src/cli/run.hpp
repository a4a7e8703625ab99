// SPDX-License-Identifier: MIT
#pragma once

namespace janus_talk::cli {

/// Parses the command line, runs the command and returns the exit status (docs/cli.md). Overwrites
/// secrets in `argv`, so that `ps` does not show them. Failures before the main loop are printed
/// here, in one place.
[[nodiscard]] int run(int argc, char** argv);

} // namespace janus_talk::cli
