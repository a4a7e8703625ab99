// SPDX-License-Identifier: MIT
#pragma once

#include "base/exit_code.hpp"

#include <optional>
#include <stdexcept>
#include <string>

namespace janus_talk::base {

/// Janus reports errors at two layers whose numbers overlap (490 means two things): the number is
/// only meaningful together with its layer.
enum class JanusLayer { core, audiobridge };

/// An error as the server gave it. `text` is untrusted: sanitise it before it reaches a terminal.
struct JanusError {
    JanusLayer layer = JanusLayer::core;
    int code = 0;
    std::string text;

    bool operator==(const JanusError&) const = default;
};

/// Something went wrong, as a value: what class of trouble (it decides the exit status), one
/// sentence that says what happened, one that says what to do about it (may be empty), and the
/// server's own words.
struct Failure {
    ExitCode code = ExitCode::internal;
    std::string text;
    std::string hint;
    std::optional<JanusError> janus;

    bool operator==(const Failure&) const = default;
};

/// A failure before the main loop runs (bad option, missing plug-in, no such file). Run-time
/// failures are never thrown: they travel as Failure inside events.
class Error : public std::runtime_error {
public:
    explicit Error(Failure failure);

    [[nodiscard]] const Failure& failure() const noexcept { return failure_; }

private:
    Failure failure_;
};

} // namespace janus_talk::base
