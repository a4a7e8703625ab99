// SPDX-License-Identifier: MIT
#include "control/client.hpp"

#include "control/unix_address.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <poll.h>
#include <string_view>
#include <unistd.h>

namespace janus_talk::control {

Client::Client(const std::string& path) : fd_(new_unix_socket(0)) {
    const UnixAddress address{path};
    open_ = fd_ >= 0 && address.is_valid() && connect(fd_, address.get(), address.size()) == 0;
}

Client::~Client() {
    if (fd_ >= 0)
        close(fd_);
}

void Client::write(std::string line) {
    line += '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t sent = send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
}

std::optional<std::string> Client::read(std::optional<Clock::time_point> until) {
    for (;;) {
        const std::size_t end = input_.find('\n');
        if (end != std::string::npos) {
            std::string line = input_.substr(0, end);
            input_.erase(0, end + 1);
            return line;
        }
        pollfd request{fd_, POLLIN, 0};
        int wait = -1;
        if (until) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - Clock::now());
            wait = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
        }
        const int ready = poll(&request, 1, wait);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return std::nullopt;
        std::array<char, 4096> buffer{};
        const ssize_t got = recv(fd_, buffer.data(), buffer.size(), 0);
        if (got <= 0)
            return std::nullopt;
        input_.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

} // namespace janus_talk::control
