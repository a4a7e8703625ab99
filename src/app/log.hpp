// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "base/failure.hpp"
#include "core/notice.hpp"
#include "report/log_record.hpp"
#include "signaling/log.hpp"
#include "signaling/lws_context.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::app {

/// The log of one run: six loggers with levels of their own, written to a file or to stderr.
///
/// - With a file it goes there; the levels are those of --log-level, `info` by default.
/// - Without one it goes to stderr, next to the lines for people, and has only what these have not
///   told; by default that is nothing, and with -vv the protocol.
/// - Without a file but as JSON it is all that goes to stderr.
///
/// It never fails once it is made: what can't be written is counted, told once, and told again when
/// writing is possible.
/// @thread main
class Log {
public:
    struct Outlets {
        /// A line for stderr, without the newline.
        std::function<void(const std::string& line)> line;
        /// The file can't be written any more. Told once for each time that this begins.
        std::function<void(const base::Failure&)> trouble;
    };

    /// @throws base::Error of class `device` when the file can't be written
    Log(const ReportOptions& options, Outlets outlets);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    Log(Log&&) = delete;
    Log& operator=(Log&&) = delete;

    /// Whether a record of this kind would be written anywhere: ask before making an expensive one.
    [[nodiscard]] bool wants(report::Logger logger, report::LogLevel level) const noexcept;

    /// Text that is not harmless for a terminal becomes so.
    void write(report::Logger logger, report::LogLevel level, std::string_view text);

    /// `told`: people have read it on stderr. Who floods us with notices does not flood the log.
    void add(const core::Notice& notice, bool told);

    /// A message to or from the server, without its secrets.
    void add_wire(bool outgoing, std::string_view redacted);
    [[nodiscard]] bool wants_wire() const noexcept;

    /// What the room `signaling` and libwebsockets have to say.
    void add(signaling::LogLevel level, std::string_view line);

    /// A context of libwebsockets whose words come here. This must outlive it.
    [[nodiscard]] signaling::LwsContextOptions lws_options(bool secure);

    [[nodiscard]] bool has_file() const noexcept;
    /// After the file was moved away.
    /// @return why the old one is still in use
    [[nodiscard]] std::optional<base::Failure> reopen();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::app
