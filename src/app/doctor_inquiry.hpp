// SPDX-License-Identifier: MIT
#pragma once

#include "app/doctor.hpp"
#include "app/log.hpp"
#include "core/diagnosis.hpp"
#include "loop/main_loop.hpp"
#include "signaling/url.hpp"

#include <chrono>
#include <map>

namespace janus_talk::app {

/// How long each layer took to show what it is.
using LayerTimes = std::map<core::Layer, std::chrono::milliseconds>;

/// Connects, asks the server who it is and the plug-in whether there is the room (or, without one,
/// which rooms there are), on the path of all commands that ask and end. Runs `loop` meanwhile.
[[nodiscard]] core::ServerEvidence ask_server(loop::MainLoop& loop,
                                              const DoctorOptions& options,
                                              const signaling::Url& url,
                                              LayerTimes& times,
                                              Log& log);

} // namespace janus_talk::app
