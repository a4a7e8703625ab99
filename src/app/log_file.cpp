// SPDX-License-Identifier: MIT
#include "app/log_file.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace janus_talk::app {

namespace {

/// Not blocking: a pipe without a reader, or one that is full, is an error at once.
int open_log(const std::string& path) noexcept {
    constexpr int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    return open(path.c_str(), flags, S_IRUSR | S_IWUSR);
}

} // namespace

LogFile::LogFile(std::string path) : path_(std::move(path)), fd_(open_log(path_)) {
    if (fd_ < 0) {
        throw base::Error({base::ExitCode::device,
                           "The log file '" + base::harmless(path_) +
                                   "' can't be written: " + std::strerror(errno) + ".",
                           "Name another one with --log-file.",
                           {}});
    }
    // Beyond `ulimit -f` a write is to fail like any other.
    std::signal(SIGXFSZ, SIG_IGN);
}

LogFile::~LogFile() {
    close(fd_);
}

bool LogFile::append(std::string_view line) noexcept {
    if (is_torn_) {
        if (write(fd_, "\n", 1) != 1)
            return false;
        is_torn_ = false;
    }
    ssize_t written = -1;
    do { // NOLINT(cppcoreguidelines-avoid-do-while)
        written = write(fd_, line.data(), line.size());
    } while (written < 0 && errno == EINTR);
    if (written == static_cast<ssize_t>(line.size()))
        return true;
    if (written > 0) {
        is_torn_ = true;
        errno = ENOSPC; // what a short write to a file means
    }
    return false;
}

std::optional<std::string> LogFile::reopen() noexcept {
    const int fd = open_log(path_);
    if (fd < 0)
        return std::strerror(errno);
    close(fd_);
    fd_ = fd;
    is_torn_ = false;
    return std::nullopt;
}

} // namespace janus_talk::app
