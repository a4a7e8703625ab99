// SPDX-License-Identifier: MIT
#pragma once

#include "signaling/lws_context.hpp"
#include "signaling/tls_context.hpp"

#include <libwebsockets.h>

#include <list>
#include <memory>
#include <utility>

// Private to this room: libwebsockets.

namespace janus_talk::signaling {

/// One set of TLS settings and the "virtual host" through which libwebsockets applies them. Lives
/// as long as the context: libwebsockets has no dependable way to remove one earlier.
struct Vhost {
    std::unique_ptr<TlsContext> tls;
    lws_vhost* handle = nullptr;
};

struct LwsContext::Impl {
    Impl(const loop::MainLoop& main_loop, LwsContextOptions wanted);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    /// For ws://.
    [[nodiscard]] Vhost& plain_vhost() noexcept { return plain; }

    /// For wss://; connections with equal files share one.
    /// @throws base::Error, see TlsContext
    [[nodiscard]] Vhost& secure_vhost(const TlsFiles& files);

    void log(LogLevel level, std::string_view line) const;

    const loop::MainLoop& loop;
    LwsContextOptions options;
    lws_context* context = nullptr;
    Vhost plain;
    std::list<std::pair<TlsFiles, Vhost>> secure;

private:
    [[nodiscard]] lws_vhost* make_vhost(SSL_CTX* tls) const;
};

} // namespace janus_talk::signaling
