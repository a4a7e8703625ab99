// SPDX-License-Identifier: MIT
#include "app/service_manager.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace janus_talk;
using namespace std::chrono_literals;

namespace {

/// The other end. A name with '@' is an abstract socket.
class NotifySocket {
public:
    explicit NotifySocket(std::string name) : name_(std::move(name)) {
        fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(static_cast<char*>(address.sun_path), name_.data(), name_.size());
        if (name_.front() == '@')
            address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
        REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) == 0);
    }

    ~NotifySocket() {
        close(fd_);
        if (name_.front() == '/')
            unlink(name_.c_str());
    }

    NotifySocket(const NotifySocket&) = delete;
    NotifySocket& operator=(const NotifySocket&) = delete;
    NotifySocket(NotifySocket&&) = delete;
    NotifySocket& operator=(NotifySocket&&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }

    [[nodiscard]] std::string hear() const {
        std::array<char, 4096> buffer{};
        const ssize_t got = recv(fd_, buffer.data(), buffer.size(), 0);
        return got < 0 ? "" : std::string{buffer.data(), static_cast<std::size_t>(got)};
    }

private:
    std::string name_;
    int fd_ = -1;
};

app::ServiceManager started_with(const std::string& socket,
                                 const std::string& interval = {},
                                 const std::string& pid = {}) {
    setenv("NOTIFY_SOCKET", socket.c_str(), 1);
    setenv("WATCHDOG_USEC", interval.c_str(), 1);
    setenv("WATCHDOG_PID", pid.c_str(), 1);
    return app::ServiceManager{};
}

} // namespace

TEST_CASE("the service manager is told on a path and on an abstract socket") {
    const std::string word = "janus-talk-notify-" + std::to_string(getpid());
    for (const std::string& name : {"/tmp/" + word, "@" + word}) {
        const NotifySocket socket{name};
        const auto manager = started_with(socket.name());
        REQUIRE(manager.is_there());
        CHECK(manager.tell("READY=1\nSTATUS=fine"));
        CHECK(socket.hear() == "READY=1\nSTATUS=fine");
        CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);
    }
}

TEST_CASE("nobody there, or nobody any more, is no trouble") {
    for (const std::string& name : {std::string{},
                                    std::string{"relative"},
                                    std::string{"/"},
                                    std::string{"vsock:2:1"},
                                    "/" + std::string(200, 'x')}) {
        INFO(name);
        const auto manager = started_with(name, "1000000");
        CHECK_FALSE(manager.is_there());
        CHECK_FALSE(manager.watchdog());
        CHECK(manager.tell("READY=1"));
    }
    const auto manager = started_with("/nowhere/at/all");
    CHECK(manager.is_there());
    CHECK_FALSE(manager.tell("READY=1"));
}

TEST_CASE("a full queue of the service manager is not waited for") {
    const NotifySocket socket{"@janus-talk-full-" + std::to_string(getpid())};
    const auto manager = started_with(socket.name());
    int told = 0;
    while (manager.tell("WATCHDOG=1"))
        ++told;
    CHECK(told > 0);
    CHECK(socket.hear() == "WATCHDOG=1");
    CHECK(manager.tell("WATCHDOG=1"));
}

TEST_CASE("the watchdog counts when it is meant for this process") {
    CHECK(started_with("/nowhere", "3000000", std::to_string(getpid())).watchdog() == 3s);
    CHECK(started_with("/nowhere", "3000000").watchdog() == 3s);
    CHECK_FALSE(started_with("/nowhere", "3000000", "1").watchdog());
    for (const char* wrong : {"", "0", "-5", "many", "5s"})
        CHECK_FALSE(started_with("/nowhere", wrong).watchdog());
}
