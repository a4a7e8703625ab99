// SPDX-License-Identifier: MIT
#include "app/notice_printer.hpp"

#include "app/moment.hpp"
#include "app/random.hpp"

#include <cstdlib>
#include <cstring>
#include <langinfo.h>
#include <string_view>
#include <sys/ioctl.h>
#include <type_traits>
#include <unistd.h>
#include <utility>

namespace janus_talk::app {

namespace {

bool is_set(const char* variable) {
    const char* const value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

bool is_dumb() {
    const char* const terminal = std::getenv("TERM");
    return terminal == nullptr || std::strcmp(terminal, "dumb") == 0;
}

bool wants_colour(Colour colour) {
    if (colour != Colour::automatic)
        return colour == Colour::always;
    return isatty(STDERR_FILENO) == 1 && !is_set("NO_COLOR") && !is_dumb();
}

bool is_utf8_locale() {
    return std::string_view{nl_langinfo(CODESET)} == "UTF-8";
}

std::size_t columns() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
        return size.ws_col;
    return 80;
}

/// What a server or a participant can't cause as often as they like is never left out.
bool is_our_own(const core::Notice& notice) {
    const auto* problem = std::get_if<core::Problem>(&notice);
    return (problem != nullptr && problem->severity == core::Severity::error) ||
           std::holds_alternative<core::StateChanged>(notice) ||
           std::holds_alternative<core::CommandDone>(notice) ||
           std::holds_alternative<core::FlightRecorded>(notice) ||
           std::holds_alternative<core::Ended>(notice);
}

template <typename T>
std::string line_of(report::EventJson& json, const T& what, const std::string& leg) {
    if constexpr (std::is_same_v<T, core::Notice>)
        return json.line(what, moment(), leg);
    else
        return json.line(what, moment());
}

} // namespace

NoticePrinter::NoticePrinter(const loop::MainLoop& loop,
                             const ReportOptions& options,
                             std::chrono::steady_clock::time_point start,
                             std::function<void()> on_closed)
    : options_(options), status_wanted_(isatty(STDERR_FILENO) == 1 && !is_dumb() &&
                                        options.verbosity >= 0 && !options.stderr_is_json()),
      style_{options.verbosity, wants_colour(options.colour), status_wanted_},
      out_(loop, STDOUT_FILENO, std::move(on_closed)),
      // A closed stderr is no reason to stop talking.
      err_(loop, STDERR_FILENO, [] {}), session_(random_word(12)), json_(session_, start),
      summary_(start), status_({is_utf8_locale(), style_.colour}) {}

NoticePrinter::~NoticePrinter() {
    hide_status();
}

template <typename T>
void NoticePrinter::emit(const T& what, const std::string& leg) {
    if (!options_.events)
        return;
    if (!out_.has_room()) {
        // Dropped before it is numbered, so that `seq` has no gap.
        if (!out_.is_closed())
            ++dropped_;
        return;
    }
    tell_dropped();
    out_.write(line_of(json_, what, leg));
}

void NoticePrinter::tell_dropped() {
    if (dropped_ == 0)
        return;
    const auto count = std::exchange(dropped_, 0);
    out_.write(json_.line_of_dropped(count, moment()));
}

void NoticePrinter::print(const report::Hello& hello) {
    emit(hello);
}

bool NoticePrinter::print(const core::Notice& notice) {
    const auto now = std::chrono::steady_clock::now();
    summary_.add(notice, now);
    status_.add(notice, now);
    if (std::holds_alternative<core::Ended>(notice) && !has_result_)
        emit_result();
    emit(notice);
    if (std::holds_alternative<core::Ended>(notice))
        tell_left_out();
    // Of several participants nobody wants to know that one has left.
    const bool is_silent = options_.stderr_is_json() ||
                           (has_result_ && std::holds_alternative<core::Ended>(notice));
    const auto text = is_silent ? std::nullopt : report::text_of(notice, style_);
    const bool told = text && (is_our_own(notice) || limit_.admit(now));
    if (told) {
        tell_left_out();
        print_text(*text);
    }
    if (std::holds_alternative<core::media::Levels>(notice))
        show_status();
    if (std::holds_alternative<core::Ended>(notice))
        hide_status();
    return told;
}

bool NoticePrinter::print(const core::Notice& notice, const std::string& leg) {
    emit(notice, leg);
    const bool wanted = !options_.stderr_is_json() &&
                        (options_.verbosity > 0 || std::holds_alternative<core::Problem>(notice));
    const auto text = wanted ? report::text_of(notice, style_) : std::nullopt;
    const bool told =
            text && (is_our_own(notice) || limit_.admit(std::chrono::steady_clock::now()));
    if (told) {
        tell_left_out();
        print_text(*text + " (" + leg + ")");
    }
    return told;
}

void NoticePrinter::print(const report::ProbeReport& report) {
    has_result_ = true;
    emit(report);
    if (options_.json && !options_.events && out_.has_room())
        out_.write(report::probe_json(report));
}

void NoticePrinter::print_output(const std::string& text) {
    if (out_.has_room())
        out_.write_text(text);
}

void NoticePrinter::tell_left_out() {
    const auto count = limit_.take_left_out();
    if (count == 0)
        return;
    const core::Problem problem{
            core::Severity::warning,
            {base::ExitCode::ok,
             "There was too much to tell at once: " + std::to_string(count) + " lines left out.",
             "",
             {}}};
    if (const auto text = report::text_of(core::Notice{problem}, style_))
        print_text(*text);
}

void NoticePrinter::emit_result() {
    emit(summary_);
    // With --events the `result` event is the result; a second form would only be in the way.
    if (options_.json && !options_.events && out_.has_room())
        out_.write(summary_.json());
}

void NoticePrinter::print_text(const std::string& line) {
    if (!err_.has_room()) {
        ++lost_lines_;
        return;
    }
    const bool shown = status_shown_;
    hide_status();
    tell_lost_lines();
    err_.write(line);
    if (shown)
        show_status();
}

void NoticePrinter::tell_lost_lines() {
    if (const auto count = std::exchange(lost_lines_, 0); count != 0)
        err_.write("… " + std::to_string(count) +
                   " lines were dropped because stderr was not read …");
}

void NoticePrinter::show_status() {
    // On a terminal that is held (Ctrl-S) they would pile up.
    if (!status_wanted_ || !err_.is_idle())
        return;
    const std::string line = status_.line(columns() - 1, std::chrono::steady_clock::now());
    if (line.empty())
        return;
    err_.write_text("\r\x1b[K" + line);
    status_shown_ = true;
}

void NoticePrinter::hide_status() {
    if (!status_shown_)
        return;
    err_.write_text("\r\x1b[K");
    status_shown_ = false;
}

bool NoticePrinter::finish() {
    using namespace std::chrono_literals;
    hide_status();
    out_.flush(500ms);
    err_.flush(500ms);
    return !out_.is_closed();
}

} // namespace janus_talk::app
