// SPDX-License-Identifier: MIT
#pragma once

#include "app/doctor_inquiry.hpp"
#include "app/interruption.hpp"
#include "loop/mailbox.hpp"
#include "media/gst_runtime.hpp"

namespace janus_talk::app {

/// What a call needs beside its options.
struct CallGround {
    loop::MainLoop& loop;
    loop::Mailbox& mailbox;
    const media::GstRuntime& runtime;
    Log& log;
    /// After a signal the room is left, and nothing else is looked at.
    Interruption& interruption;
};

/// Joins as `join` does, with silence and no loudspeaker, until sound has gone both ways or it is
/// clear that it does not, and leaves. Runs the loop meanwhile.
[[nodiscard]] core::MediaEvidence try_call(const CallGround& ground,
                                           const JoinOptions& options,
                                           const signaling::Url& url,
                                           LayerTimes& times);

/// The part of it that needs no server: which addresses, also relayed ones, could be offered.
[[nodiscard]] core::MediaEvidence
try_gathering(const CallGround& ground, const JoinOptions& options, LayerTimes& times);

} // namespace janus_talk::app
