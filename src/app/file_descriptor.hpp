// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace janus_talk::app {

/// A file that is open, closed again on every way out. get() is negative, and `errno`
/// says why, when it could not be opened.
class FileDescriptor {
public:
    explicit FileDescriptor(const std::string& path, int flags = O_RDONLY)
        : fd_(open(path.c_str(), flags | O_CLOEXEC)) {}

    ~FileDescriptor() {
        if (fd_ >= 0)
            close(fd_);
    }

    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    FileDescriptor(FileDescriptor&&) = delete;
    FileDescriptor& operator=(FileDescriptor&&) = delete;

    [[nodiscard]] int get() const noexcept { return fd_; }

private:
    int fd_;
};

} // namespace janus_talk::app
