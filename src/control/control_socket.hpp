// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace janus_talk::control {

/// Of one connection; never used again.
using ClientNumber = std::uint64_t;

/// A Unix socket on which other programs of the same user talk to this one, line by line. Nobody
/// who is slow, silent or rude holds anything up: input lines and output queues are bounded, and so
/// is the number of clients.
/// @thread main
class ControlSocket {
public:
    struct Events {
        std::function<void(ClientNumber)> on_connected;
        /// Without its newline; valid UTF-8 is not promised.
        std::function<void(ClientNumber, std::string_view line)> on_line;
        /// A line longer than longest_line came; what follows it is cut off too, up to the next
        /// newline.
        std::function<void(ClientNumber)> on_too_long;
        std::function<void(ClientNumber)> on_disconnected;
    };

    /// Makes the socket, mode 0600, in a folder that is made with mode 0700 if it is missing. One
    /// that a dead process left behind is replaced.
    /// @throws base::Error (usage) when a living process listens there, or something else is in the
    /// way;
    ///     (device) when it can't be made
    ControlSocket(const loop::MainLoop& loop, std::string path, Events events);
    /// Removes it.
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;
    ControlSocket(ControlSocket&&) = delete;
    ControlSocket& operator=(ControlSocket&&) = delete;

    /// The client has room for another line; ask before numbering it.
    [[nodiscard]] bool has_room(ClientNumber client) const;
    /// Adds the newline; nothing happens when the client has gone.
    void send(ClientNumber client, std::string_view line);
    /// Gives all clients a last chance to take what waits for them.
    void flush();

    static constexpr std::size_t longest_line = std::size_t{64} * 1024;
    static constexpr std::size_t longest_queue = std::size_t{256} * 1024;
    static constexpr std::size_t most_clients = 16;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::control
