// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace janus_talk::control {

/// The other end of a ControlSocket, for a program that has nothing else to do: it blocks.
class Client {
public:
    using Clock = std::chrono::steady_clock;

    /// Connects; is_open() tells whether anybody listens there.
    explicit Client(const std::string& path);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    Client(Client&&) = delete;
    Client& operator=(Client&&) = delete;

    [[nodiscard]] bool is_open() const noexcept { return open_; }

    /// Adds the newline. A connection that has ended is noticed by read().
    void write(std::string line);
    /// The next line; empty at the end, or when `until` has passed. Without it waits for ever.
    [[nodiscard]] std::optional<std::string> read(std::optional<Clock::time_point> until);

private:
    int fd_;
    bool open_ = false;
    std::string input_;
};

} // namespace janus_talk::control
