// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"
#include "core/notice.hpp"
#include "core/ports.hpp"
#include "janus/request.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

// What the driver carries out, in the order given.

namespace janus_talk::core {

struct OpenSignaling {
    /// Which of ConferenceConfig::servers. Only after the connection before has ended.
    std::size_t server = 0;
};

struct SendRequest {
    janus::Envelope envelope;
};

struct CloseSignaling {};

/// A peer connection that is still there is replaced: it is torn down, while devices and recordings
/// go on.
struct StartMedia {
    MediaEpoch epoch;
};

struct ApplyAnswer {
    MediaEpoch epoch;
    CheckedAnswer answer;
};

/// A candidate of the server that came after its answer (full trickle), already checked.
struct AddRemoteCandidate {
    MediaEpoch epoch;
    std::string candidate;
};

/// Whether captured sound may leave. Sent before the media opens, so that "join muted" never leaks
/// a frame.
struct SetMicrophoneMuted {
    bool muted = false;
};

/// What our encoder prepares for, in percent; 0: nothing.
struct SetExpectedLoss {
    unsigned percent = 0;
};

/// CommandAnswered with the same tag follows, also for the next two.
struct StartRecording {
    std::string file;
    std::uint64_t tag = 0;
};

struct StopRecording {
    std::uint64_t tag = 0;
};

struct SayFile {
    std::string file;
    std::uint64_t tag = 0;
};

struct StopMedia {
    MediaEpoch epoch;
};

struct Notify {
    Notice notice;
};

/// Nothing follows: leave the main loop and return `exit`.
struct Stop {
    base::ExitCode exit = base::ExitCode::ok;
    /// false: the media did not close in time (a frozen sound server); the process must not wait
    /// for it.
    bool media_closed = true;
};

using Action = std::variant<OpenSignaling,
                            SendRequest,
                            CloseSignaling,
                            StartMedia,
                            ApplyAnswer,
                            AddRemoteCandidate,
                            SetMicrophoneMuted,
                            SetExpectedLoss,
                            StartRecording,
                            StopRecording,
                            SayFile,
                            StopMedia,
                            Notify,
                            Stop>;

} // namespace janus_talk::core
