// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "core/notice.hpp"
#include "report/hello.hpp"
#include "report/probe_report.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::app {

/// Keeps the last of a run in memory, and writes it to a directory of its own only when the run
/// fails: the sound both ways, events, statistics, the protocol and both session descriptions
/// without their secrets, settings and versions, see docs/flight-recorder.md. Everything is
/// bounded, in memory and on disk (8 MiB). Without `options.dir` it does nothing.
///
/// A run fails when it ends with another status than 0; of one that the user ended before it was in
/// the room (130, 143) only when something had gone wrong before: an error, lost sound, a lost
/// connection.
///
/// `leg`: which of several participants it is about; empty: there is only one.
/// @thread main
class FlightRecorder {
public:
    /// @param session of the events @throws base::Error of class `device`: the directory is not
    /// there or can't be written
    FlightRecorder(const FlightOptions& options, const std::string& session);
    ~FlightRecorder();
    FlightRecorder(const FlightRecorder&) = delete;
    FlightRecorder& operator=(const FlightRecorder&) = delete;
    FlightRecorder(FlightRecorder&&) = delete;
    FlightRecorder& operator=(FlightRecorder&&) = delete;

    [[nodiscard]] bool is_on() const noexcept { return impl_ != nullptr; }

    /// The same options for a session whose sound is to be kept.
    [[nodiscard]] media::MediaOptions tapped(media::MediaOptions options) const;
    [[nodiscard]] media::MediaOptions sent_tapped(media::MediaOptions options) const;
    [[nodiscard]] media::MediaOptions heard_tapped(media::MediaOptions options) const;

    void add(const report::Hello& hello);
    void add(const core::Notice& notice, const std::string& leg = {});
    /// A message to or from the server, without its secrets.
    void add_wire(bool outgoing, std::string_view redacted, const std::string& leg = {});
    /// As Conference::Listener::on_sdp.
    void add_sdp(bool outgoing, std::string_view sdp, const std::string& leg = {});

    /// Nothing follows. Writes if the run failed.
    /// @return what is to be told: where it was written, or why it could not be
    [[nodiscard]] std::vector<core::Notice> end(const core::Ended& ended);
    /// The same for a probe, whose result is that of all participants.
    [[nodiscard]] std::vector<core::Notice> end(const report::ProbeReport& report);

private:
    class Impl;
    template <typename End>
    [[nodiscard]] std::vector<core::Notice> end_with(const End& end);

    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::app
