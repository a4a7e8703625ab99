// SPDX-License-Identifier: MIT
#include "app/probe_leg.hpp"

#include "app/join_setup.hpp"

#include <chrono>
#include <utility>

namespace janus_talk::app {

ProbeLeg::ProbeLeg(const House& house,
                   std::string name,
                   const JoinOptions& options,
                   const std::vector<signaling::Url>& servers,
                   Listener listener)
    : listener_(std::move(listener)), report_(std::move(name), std::chrono::steady_clock::now()),
      conference_(house.loop, make_conference_config(options, servers), options.server.credentials),
      media_(house.runtime, options.media, house.loop, house.mailbox, conference_) {
    std::vector<std::reference_wrapper<core::SignalingPort>> ports;
    for (const auto& url : servers) {
        sockets_.push_back(std::make_unique<signaling::WebSocket>(
                house.lws, make_websocket_options(options.server, url), conference_));
        ports.emplace_back(*sockets_.back());
    }
    conference_.connect({std::move(ports), media_},
                        {[this](const core::Notice& notice) {
                             note_connection();
                             report_.add(notice, std::chrono::steady_clock::now());
                             listener_.on_notice(*this, notice);
                         },
                         [this](const core::Stop& stop) {
                             stop_ = stop;
                             listener_.on_stop(*this);
                         },
                         listener_.on_wire,
                         listener_.on_sdp});
}

/// Those of the call: a probe has one server and does not come back.
void ProbeLeg::note_connection() {
    if (!report_.stages().created)
        report_.add(sockets_.front()->times());
}

ServerWatch::Target ProbeLeg::watched() {
    return {conference_.machine().session(),
            conference_.machine().plugin_handle(),
            [this](const janus::HandleInfo& info) { report_.add(info); }};
}

void ProbeLeg::start() {
    report_ = report::ProbeLegReport{report_.name(), std::chrono::steady_clock::now()};
    conference_.deliver(core::Start{});
}

void ProbeLeg::leave(base::ExitCode exit, const std::string& cause) {
    if (!stop_)
        conference_.deliver(core::LeaveRequested{exit, exit, cause});
}

} // namespace janus_talk::app
