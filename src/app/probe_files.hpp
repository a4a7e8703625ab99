// SPDX-License-Identifier: MIT
#pragma once

#include "app/flight_recorder.hpp"
#include "app/notice_printer.hpp"
#include "app/probe.hpp"
#include "loop/main_loop.hpp"
#include "report/probe_report.hpp"
#include "signaling/url.hpp"

#include <optional>
#include <string>

namespace janus_talk::app {

/// Puts the delay of `options.baseline` into its limits. @throws base::Error usage: the file can't
/// be read, or is no result of a probe that heard something
void read_baseline(ProbeOptions& options);

/// All that a probe says, and where.
class ProbeOutput {
public:
    ProbeOutput(const loop::MainLoop& loop, const ProbeOptions& options);

    [[nodiscard]] NoticePrinter& printer() noexcept { return printer_; }

    /// Empty without a URL that could be understood.
    /// @return what was said
    report::Hello print_hello(const std::optional<signaling::Url>& url);
    /// Before anything is sent. @throws base::Error (device) there is none for one of the files;
    /// that one will not be tried again
    void require_places();
    /// The result in every form that was asked for. @return the exit status
    [[nodiscard]] base::ExitCode print(report::ProbeReport& report, FlightRecorder& flight);

private:
    void write_files(report::ProbeReport& report);
    void end_flight(const report::ProbeReport& report, FlightRecorder& flight);

    const ProbeOptions& options_;
    NoticePrinter printer_;
    std::string refused_;
};

} // namespace janus_talk::app
