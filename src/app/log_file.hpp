// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::app {

/// A file that lines are appended to, one write for each, so that a reader never sees half of one
/// and several processes may share it. What can't be written (a full disk, a pipe that nobody
/// reads) is counted and left out: nothing here waits for a reader.
/// @thread any one
class LogFile {
public:
    /// Made with mode 0600 if it is missing.
    /// @throws base::Error of class `device` when it can't be opened for writing
    explicit LogFile(std::string path);
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;
    LogFile(LogFile&&) = delete;
    LogFile& operator=(LogFile&&) = delete;

    /// The newline is part of the line. False: it was left out, and errno says why.
    [[nodiscard]] bool append(std::string_view line) noexcept;

    /// Opens the path anew, after somebody has moved the file away.
    /// @return why that was not possible; the old file then stays in use
    [[nodiscard]] std::optional<std::string> reopen() noexcept;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
    int fd_;
    /// The last write was cut off in the middle of a line.
    bool is_torn_ = false;
};

} // namespace janus_talk::app
