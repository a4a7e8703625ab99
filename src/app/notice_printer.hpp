// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "core/notice.hpp"
#include "loop/line_writer.hpp"
#include "report/event_json.hpp"
#include "report/event_text.hpp"
#include "report/line_limit.hpp"
#include "report/status_line.hpp"
#include "report/summary.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace janus_talk::app {

/// Hands notices to whoever reads them: NDJSON and the final result to stdout, lines for people and
/// a status line to stderr. Neither ever blocks: what nobody reads waits, and beyond a mebibyte is
/// dropped and counted. The rooms below decide what is said; this one only knows the streams.
/// @thread main
class NoticePrinter {
public:
    /// @param start          of the process, the zero of every duration
    /// @param on_closed      nobody reads stdout any more
    NoticePrinter(const loop::MainLoop& loop,
                  const ReportOptions& options,
                  std::chrono::steady_clock::time_point start,
                  std::function<void()> on_closed);
    /// Removes the status line.
    ~NoticePrinter();
    NoticePrinter(const NoticePrinter&) = delete;
    NoticePrinter& operator=(const NoticePrinter&) = delete;
    NoticePrinter(NoticePrinter&&) = delete;
    NoticePrinter& operator=(NoticePrinter&&) = delete;

    void print(const report::Hello& hello);

    /// The word that tells this run's events apart.
    [[nodiscard]] const std::string& session() const noexcept { return session_; }

    /// An Ended notice is preceded by the result, unless one was printed before.
    /// @return whether people were told a line about it
    bool print(const core::Notice& notice);
    /// Of one of several participants. People are told problems only, unless they want more.
    /// @return whether they were
    bool print(const core::Notice& notice, const std::string& leg);
    /// The `result` of a probe.
    void print(const report::ProbeReport& report);
    /// Text on stdout, where no events are.
    void print_output(const std::string& text);
    /// A line that is no notice (protocol trace).
    void print_text(const std::string& line);
    /// Gives a slow reader a last chance to take what waits.
    /// @return whether stdout has taken all
    bool finish();

private:
    template <typename T>
    void emit(const T& what, const std::string& leg = {});
    void emit_result();
    void tell_dropped();
    void tell_lost_lines();
    void tell_left_out();
    void show_status();
    void hide_status();

    ReportOptions options_;
    bool status_wanted_;
    report::TextStyle style_;
    bool status_shown_ = false;
    bool has_result_ = false;
    loop::LineWriter out_;
    loop::LineWriter err_;
    std::string session_;
    report::EventJson json_;
    report::Summary summary_;
    report::StatusLine status_;
    report::LineLimit limit_;
    std::uint64_t dropped_ = 0;
    std::uint64_t lost_lines_ = 0;
};

} // namespace janus_talk::app
