// SPDX-License-Identifier: MIT
#include "app/service_manager.hpp"

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace janus_talk::app {

namespace {

/// Removed once read.
std::string taken_variable(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread exists yet
    const char* const value = std::getenv(name);
    std::string text = value == nullptr ? "" : value;
    unsetenv(name); // NOLINT(concurrency-mt-unsafe): likewise
    return text;
}

std::optional<std::int64_t> positive_number(const std::string& text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || at != end || number <= 0)
        return std::nullopt;
    return number;
}

} // namespace

ServiceManager::ServiceManager() : path_(taken_variable("NOTIFY_SOCKET")) {
    const auto interval = positive_number(taken_variable("WATCHDOG_USEC"));
    const std::string watched = taken_variable("WATCHDOG_PID");
    // '@' stands for the zero byte of an abstract socket.
    const bool has_form = path_.starts_with('/') || path_.starts_with('@');
    if (!has_form || path_.size() < 2 || path_.size() >= sizeof(sockaddr_un::sun_path))
        return;
    fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (interval && (watched.empty() || watched == std::to_string(getpid())))
        watchdog_ = std::chrono::microseconds{*interval};
}

ServiceManager::~ServiceManager() {
    if (fd_ >= 0)
        close(fd_);
}

bool ServiceManager::tell(std::string_view assignments) const noexcept {
    if (fd_ < 0)
        return true;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(static_cast<char*>(address.sun_path), path_.data(), path_.size());
    if (path_.front() == '@')
        address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path_.size());
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the interface of sockets
    const auto* const target = reinterpret_cast<const sockaddr*>(&address);
    const ssize_t sent =
            sendto(fd_, assignments.data(), assignments.size(), MSG_NOSIGNAL, target, size);
    return sent >= 0;
}

} // namespace janus_talk::app
