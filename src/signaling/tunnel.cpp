// SPDX-License-Identifier: MIT
#include "signaling/tunnel.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace janus_talk::signaling {

namespace {

constexpr std::size_t most_headers = 16'384;
constexpr std::string_view end_of_headers = "\r\n\r\n";

void close_if_open(int& fd) noexcept {
    if (fd >= 0)
        close(fd);
    fd = -1;
}

} // namespace

base::Secret tunnel_request(const Url& url, const Proxy& proxy) {
    const std::string target = url.authority();
    std::string request =
            "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\nUser-Agent: janus-talk\r\n";
    if (proxy.credentials)
        request += "Proxy-Authorization: Basic " + proxy.credentials->reveal() + "\r\n";
    return base::Secret{request + "\r\n"};
}

int answer_status(std::string_view headers) noexcept {
    constexpr std::string_view begin = "HTTP/1."; // and the minor version and a blank
    constexpr std::size_t status_at = begin.size() + 2;
    constexpr std::size_t digits = 3;
    if (!headers.starts_with(begin) || headers.size() < status_at + digits ||
        headers[status_at - 1] != ' ')
        return 0;
    int status = 0;
    const char* const first = headers.data() + status_at;
    const auto [end, error] = std::from_chars(first, first + digits, status);
    return error == std::errc{} && end == first + digits && status >= 100 ? status : 0;
}

Tunnel::Tunnel(const loop::MainLoop& loop,
               int fd,
               base::Secret request,
               std::function<void(const TunnelEnd&)> on_end)
    : loop_(loop), fd_(fd), request_(std::move(request)), on_end_(std::move(on_end)) {}

Tunnel::~Tunnel() {
    watch_.reset();
    close_if_open(socket_);
    close_if_open(silence_);
}

int Tunnel::start() {
    if (const int error = take_over(); error != 0)
        return error;
    // The socket has sent nothing yet, so all of it fits.
    const std::string& text = request_.reveal();
    if (send(socket_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
        return errno == 0 ? EIO : errno;
    watch_.emplace(
            loop_, loop::FdWatch::What{.fd = socket_}, [this](loop::Readiness) { on_readable(); });
    return 0;
}

int Tunnel::take_over() noexcept {
    std::array<int, 2> pipe_ends{-1, -1};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0)
        return errno;
    silence_ = pipe_ends[1];
    socket_ = fcntl(fd_, F_DUPFD_CLOEXEC, 0);
    // Nobody waits for a reading end to be writable in vain: it never is.
    const bool taken = socket_ >= 0 && dup3(pipe_ends[0], fd_, O_CLOEXEC) >= 0;
    const int error = errno;
    close(pipe_ends[0]);
    return taken ? 0 : error;
}

void Tunnel::on_readable() {
    std::array<char, 4096> buffer{};
    const ssize_t there = recv(socket_, buffer.data(), buffer.size(), MSG_PEEK);
    if (there < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (there <= 0)
        return finish({.socket_error = there < 0 ? errno : 0});
    const std::size_t before = headers_.size();
    headers_.append(buffer.data(), static_cast<std::size_t>(there));
    const std::size_t end = headers_.find(end_of_headers);
    const bool complete = end != std::string::npos;
    if (complete)
        headers_.resize(end + end_of_headers.size());
    // Not more than what was looked at, and not what is behind the headers.
    if (recv(socket_, buffer.data(), headers_.size() - before, 0) < 0)
        return finish({.socket_error = errno});
    if (complete || headers_.size() > most_headers)
        finish({.http_status = complete ? answer_status(headers_) : 0});
}

void Tunnel::finish(TunnelEnd end) {
    watch_.reset();
    if (end.http_status / 100 == 2 && !give_back())
        end = {.socket_error = errno};
    const auto on_end = std::move(on_end_);
    on_end(end);
}

bool Tunnel::give_back() noexcept {
    const bool given = dup3(socket_, fd_, O_CLOEXEC) >= 0;
    if (given)
        close_if_open(socket_);
    return given;
}

} // namespace janus_talk::signaling
