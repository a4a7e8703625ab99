// SPDX-License-Identifier: MIT
#pragma once

#include "app/conference.hpp"
#include "app/join_options.hpp"
#include "app/server_watch.hpp"
#include "loop/mailbox.hpp"
#include "media/gst_runtime.hpp"
#include "media/media_session.hpp"
#include "report/probe_report.hpp"
#include "signaling/lws_context.hpp"
#include "signaling/websocket.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::app {

/// One participant of several in this process: a conference with its own socket and media, which
/// does not come back after trouble. @thread main
class ProbeLeg {
public:
    /// What all participants share.
    struct House {
        const loop::MainLoop& loop;
        const loop::Mailbox& mailbox;
        const media::GstRuntime& runtime;
        signaling::LwsContext& lws;
    };

    struct Listener {
        std::function<void(ProbeLeg&, const core::Notice&)> on_notice;
        /// Nothing follows.
        std::function<void(ProbeLeg&)> on_stop;
        /// See Conference::Listener; may be empty.
        std::function<void(bool outgoing, std::string_view redacted)> on_wire;
        std::function<void(bool outgoing, std::string_view sdp)> on_sdp = {};
    };

    /// @throws base::Error
    ProbeLeg(const House& house,
             std::string name,
             const JoinOptions& options,
             const std::vector<signaling::Url>& servers,
             Listener listener);

    void start();
    void leave(base::ExitCode exit, const std::string& cause);

    [[nodiscard]] const report::ProbeLegReport& report() const noexcept { return report_; }

    [[nodiscard]] const std::optional<core::Stop>& stop() const noexcept { return stop_; }

    /// What the server is asked about this participant; before it has joined, nothing is there.
    [[nodiscard]] ServerWatch::Target watched();

private:
    void note_connection();

    Listener listener_;
    report::ProbeLegReport report_;
    Conference conference_;
    media::MediaSession media_;
    std::vector<std::unique_ptr<signaling::WebSocket>> sockets_;
    std::optional<core::Stop> stop_;
};

} // namespace janus_talk::app
