// SPDX-License-Identifier: MIT
#pragma once

#include "loop/fd_watch.hpp"
#include "loop/main_loop.hpp"
#include "signaling/proxy.hpp"
#include "signaling/url.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

// Private to this room.

namespace janus_talk::signaling {

/// How asking a proxy for a tunnel ended.
struct TunnelEnd {
    /// 0 when nothing came that could be an HTTP answer; 2xx: there is a tunnel.
    int http_status = 0;
    /// errno, or 0: the proxy closed the connection or did not answer in HTTP.
    int socket_error = 0;
};

/// The request for a tunnel to the server of `url`, all headers.
[[nodiscard]] base::Secret tunnel_request(const Url& url, const Proxy& proxy);

/// The status of an HTTP answer, of which only complete headers are given; 0 when it is none.
[[nodiscard]] int answer_status(std::string_view headers) noexcept;

/// Asks a proxy for a tunnel over a connection that somebody else holds and believes to be still
/// connecting.
///
/// libwebsockets 4.1 can ask by itself, but looks the proxy's name up in a blocking way, takes an
/// answer in two pieces for data of the server, and doesn't tell what a proxy says. So while we
/// ask, its descriptor refers to something that is never ready, and it waits; afterwards it refers
/// to the tunnel, and the connection looks made. What the proxy sends behind its headers stays
/// unread for libwebsockets.
/// @thread main
class Tunnel {
public:
    /// `fd` is a connected non-blocking socket, and stays its owner's. `on_end` is called once, on
    /// the loop, and may destroy the Tunnel; after a good end `fd` is the socket again.
    Tunnel(const loop::MainLoop& loop,
           int fd,
           base::Secret request,
           std::function<void(const TunnelEnd&)> on_end);
    /// Cuts the connection, if it was not given back.
    ~Tunnel();
    Tunnel(const Tunnel&) = delete;
    Tunnel& operator=(const Tunnel&) = delete;
    Tunnel(Tunnel&&) = delete;
    Tunnel& operator=(Tunnel&&) = delete;

    /// Takes the connection and sends the request. @return errno, or 0; then on_end() follows.
    [[nodiscard]] int start();

private:
    [[nodiscard]] int take_over() noexcept;
    void on_readable();
    void finish(TunnelEnd end);
    [[nodiscard]] bool give_back() noexcept;

    const loop::MainLoop& loop_;
    int fd_;
    base::Secret request_;
    std::function<void(const TunnelEnd&)> on_end_;
    int socket_ = -1;
    /// Of a pipe whose other end stands for the connection. Keeps it from being at its end.
    int silence_ = -1;
    std::string headers_;
    std::optional<loop::FdWatch> watch_;
};

} // namespace janus_talk::signaling
