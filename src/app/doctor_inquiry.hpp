// SPDX-License-Identifier: MIT
#pragma once

#include "app/doctor.hpp"
#include "app/interruption.hpp"
#include "app/log.hpp"
#include "core/diagnosis.hpp"
#include "loop/main_loop.hpp"
#include "signaling/url.hpp"

#include <chrono>
#include <map>

namespace janus_talk::app {

/// How long each layer took to show what it is.
using LayerTimes = std::map<core::Layer, std::chrono::milliseconds>;

/// What an inquiry needs beside its options.
struct InquiryGround {
    loop::MainLoop& loop;
    Interruption& interruption;
    LayerTimes& times;
    Log& log;
};

/// Connects, asks the server who it is and the plug-in whether there is the room (or, without one,
/// which rooms there are), on the path of all commands that ask and end. Runs the loop meanwhile,
/// and takes its leave when interrupted.
[[nodiscard]] core::ServerEvidence
ask_server(const InquiryGround& ground, const DoctorOptions& options, const signaling::Url& url);

} // namespace janus_talk::app
