// SPDX-License-Identifier: MIT
#pragma once

// Private to this room.

#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>

namespace janus_talk::control {

/// The address of a socket in the file system.
class UnixAddress {
public:
    explicit UnixAddress(const std::string& path) : valid_(path.size() < sizeof address_.sun_path) {
        address_.sun_family = AF_UNIX;
        if (valid_)
            std::memcpy(address_.sun_path, path.c_str(), path.size() + 1);
    }

    /// false: the path is longer than an address can be.
    [[nodiscard]] bool is_valid() const noexcept { return valid_; }

    [[nodiscard]] const sockaddr* get() const noexcept {
        return reinterpret_cast<const sockaddr*>(&address_);
    }

    [[nodiscard]] static constexpr socklen_t size() noexcept { return sizeof(sockaddr_un); }

private:
    sockaddr_un address_{};
    bool valid_;
};

/// @return negative, with errno, when there is none
[[nodiscard]] inline int new_unix_socket(int more_flags = SOCK_NONBLOCK) noexcept {
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | more_flags, 0);
}

} // namespace janus_talk::control
