// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "app/join_options.hpp"
#include "base/exit_code.hpp"
#include "measure/verdict.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace janus_talk::app {

/// What `probe` is asked for.
struct ProbeOptions {
    /// The room, the server and the way of the media; the same for both participants. `display` is
    /// what their names begin with.
    JoinOptions join;
    /// How long is talked. 10 s are 50 markers and 500 packets: enough for a p95, two reports of
    /// the server about our packets, and a loss of 0.2 %; short enough for a test that runs each
    /// minute.
    std::chrono::milliseconds duration{10'000};
    measure::Limits limits;
    /// Make a private room with a random PIN, and destroy it afterwards.
    bool with_room = false;
    std::optional<base::Secret> admin_key;
    /// The server's Admin API, which adds its own figures.
    std::optional<CommandOptions> admin;
    /// One line for Nagios and exit status 0 to 3 instead of the usual ones.
    bool nagios = false;
    std::optional<double> warning_ms;
    std::optional<double> critical_ms;
    /// Files to write; empty: none.
    std::string junit;
    std::string prometheus;
    /// Both directions on one time line; place holders as those of `join`.
    std::string record;
    /// The --json of an earlier run; empty: none.
    std::string baseline;
    /// Percent that the delay may be worse than there.
    std::optional<double> max_delay_regression;
};

/// Two participants join a room; one talks, the other one listens, and what is heard is compared
/// with what was said. @return 0 pass, 1 fail or inconclusive, 7 nothing was heard, the class of
/// the stage that failed, 130 or 143 when interrupted before the verdict; with `nagios` the numbers
/// 0 to 3, whatever they are called here
/// The line of --nagios for what keeps a probe from its start. @return UNKNOWN
[[nodiscard]] base::ExitCode print_nagios_unknown(const base::Failure& failure);

[[nodiscard]] base::ExitCode run_probe(ProbeOptions options);

} // namespace janus_talk::app
