// SPDX-License-Identifier: MIT
#include "loop/line_writer.hpp"

#include <climits>

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace janus_talk::loop {

namespace {

bool is_writable(int fd, int timeout_ms) {
    pollfd request{fd, POLLOUT, 0};
    const int ready = poll(&request, 1, timeout_ms);
    // An error or hang-up counts too: the write then tells which.
    return ready > 0;
}

} // namespace

LineWriter::LineWriter(const MainLoop& loop, int fd, std::function<void()> on_closed)
    : loop_(loop), fd_(fd), on_closed_(std::move(on_closed)) {}

void LineWriter::write(std::string_view line) {
    if (closed_)
        return;
    queue_ += line;
    write_text("\n");
}

void LineWriter::write_text(std::string_view text) {
    if (closed_)
        return;
    queue_ += text;
    if (!watch_)
        drain();
}

void LineWriter::drain() {
    while (!closed_ && waiting() > 0 && is_writable(fd_, 0)) {
        if (!write_some())
            return;
    }
    if (closed_ || waiting() == 0) {
        watch_.reset();
    } else if (!watch_) {
        watch_ = std::make_unique<FdWatch>(loop_,
                                           FdWatch::What{fd_, FdWatch::Interest::writable},
                                           [this](Readiness) { drain(); });
    }
}

/// A writable pipe has room for PIPE_BUF bytes, so this much never blocks.
bool LineWriter::write_some() {
    const ssize_t written =
            ::write(fd_, queue_.data() + written_, std::min<std::size_t>(waiting(), PIPE_BUF));
    if (written > 0) {
        written_ += static_cast<std::size_t>(written);
        if (waiting() < written_) { // each byte is moved less than once
            queue_.erase(0, written_);
            written_ = 0;
        }
        return true;
    }
    if (errno == EINTR || errno == EAGAIN)
        return true;
    close();
    return false;
}

void LineWriter::close() {
    if (closed_)
        return;
    closed_ = true;
    queue_.clear();
    written_ = 0;
    watch_.reset();
    // It may destroy this writer.
    if (const auto on_closed = std::move(on_closed_))
        on_closed();
}

void LineWriter::flush(std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!closed_ && waiting() > 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                end - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !is_writable(fd_, static_cast<int>(left.count())))
            return;
        if (!write_some())
            return;
    }
}

void LineWriter::flush() {
    constexpr int for_ever = -1;
    while (!closed_ && !queue_.empty()) {
        if (is_writable(fd_, for_ever) && !write_some())
            return;
    }
}

} // namespace janus_talk::loop
