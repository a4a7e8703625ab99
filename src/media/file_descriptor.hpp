// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace janus_talk::media {

/// Owns a file descriptor, or borrows one of the standard streams.
class FileDescriptor {
public:
    FileDescriptor() = default;

    explicit FileDescriptor(int fd) noexcept : fd_(fd) {}

    [[nodiscard]] static FileDescriptor borrow(int fd) noexcept;
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;

    [[nodiscard]] int get() const noexcept { return fd_; }

    explicit operator bool() const noexcept { return fd_ >= 0; }

private:
    int fd_ = -1;
    bool owned_ = true;
};

/// A flag for a thread that waits for files: once set, every wait ends. @thread any
class Cancellation {
public:
    /// @throws base::Error (device) when no file descriptors are left
    Cancellation();

    void cancel() noexcept;
    [[nodiscard]] bool is_cancelled() const noexcept;

    /// Sleeps; true when cancelled meanwhile.
    [[nodiscard]] bool wait(std::chrono::milliseconds time) const noexcept;

    enum class Ready { now, cancelled, timeout };
    /// Waits until `fd` can be read (or has ended). Regular files always can.
    [[nodiscard]] Ready wait_readable(int fd) const noexcept;
    /// Waits until `fd` takes data, or has no reader any more.
    [[nodiscard]] Ready wait_writable(int fd, std::chrono::milliseconds limit) const noexcept;

private:
    FileDescriptor event_;
};

/// Reads what is there, at most `bytes`; 0 at the end, -1 with errno on failure. Interruptions are
/// repeated.
[[nodiscard]] long read_some(int fd, std::span<unsigned char> bytes) noexcept;

/// The system's words for an errno value, for example "No such file or directory".
[[nodiscard]] std::string error_text(int number);

} // namespace janus_talk::media
