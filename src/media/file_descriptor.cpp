// SPDX-License-Identifier: MIT
#include "media/file_descriptor.hpp"

#include "base/failure.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace janus_talk::media {

namespace {

Cancellation::Ready wait_for(int fd, short events, int cancel_fd, int timeout_ms) noexcept {
    std::array<pollfd, 2> fds{{{cancel_fd, POLLIN, 0}, {fd, events, 0}}};
    int count = 0;
    do {
        count = poll(fds.data(), fds.size(), timeout_ms);
    } while (count < 0 && errno == EINTR);
    if (fds[0].revents != 0)
        return Cancellation::Ready::cancelled;
    return fds[1].revents != 0 ? Cancellation::Ready::now : Cancellation::Ready::timeout;
}

} // namespace

FileDescriptor FileDescriptor::borrow(int fd) noexcept {
    FileDescriptor borrowed{fd};
    borrowed.owned_ = false;
    return borrowed;
}

FileDescriptor::~FileDescriptor() {
    if (owned_ && fd_ >= 0)
        close(fd_);
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), owned_(other.owned_) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(owned_, other.owned_);
    return *this;
}

Cancellation::Cancellation() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!event_)
        throw base::Error({base::ExitCode::device,
                           "No file descriptor is left: " + error_text(errno) + ".",
                           {},
                           {}});
}

void Cancellation::cancel() noexcept {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then it is set already.
    [[maybe_unused]] const auto written = write(event_.get(), &one, sizeof(one));
}

bool Cancellation::is_cancelled() const noexcept {
    return wait(std::chrono::milliseconds{0});
}

bool Cancellation::wait(std::chrono::milliseconds time) const noexcept {
    return wait_for(-1, 0, event_.get(), static_cast<int>(time.count())) == Ready::cancelled;
}

Cancellation::Ready Cancellation::wait_readable(int fd) const noexcept {
    return wait_for(fd, POLLIN, event_.get(), -1);
}

Cancellation::Ready Cancellation::wait_writable(int fd,
                                                std::chrono::milliseconds limit) const noexcept {
    return wait_for(fd, POLLOUT, event_.get(), static_cast<int>(limit.count()));
}

long read_some(int fd, std::span<unsigned char> bytes) noexcept {
    ssize_t count = 0;
    do {
        count = read(fd, bytes.data(), bytes.size());
    } while (count < 0 && errno == EINTR);
    return count;
}

std::string error_text(int number) {
    return std::generic_category().message(number);
}

} // namespace janus_talk::media
