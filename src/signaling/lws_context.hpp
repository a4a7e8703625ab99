// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"
#include "signaling/log.hpp"

#include <memory>

namespace janus_talk::signaling {

struct LwsContextOptions {
    /// Whether wss:// will be used. Preparing OpenSSL costs tens of milliseconds at start, so not
    /// by default.
    bool tls = false;
    /// Where libwebsockets' own messages go; nowhere when empty, and never to stderr.
    LogSink log{};
};

/// libwebsockets on our loop: what all WebSockets of the process share. One at a time.
///
/// It must outlive its WebSockets, and must not be destroyed from within a callback of theirs that
/// runs inside libwebsockets; the observers' callbacks don't.
/// @thread main
class LwsContext {
public:
    /// Most connections at a time. libwebsockets would otherwise reserve (and touch) 16 bytes for
    /// every file descriptor the process may open: 16 MB where the limit is a million.
    static constexpr unsigned most_connections = 2048;

    /// @throws base::Error of class `device`, naming the Debian package, when libwebsockets' GLib
    /// plug-in is not installed; `internal` when libwebsockets refuses for another reason.
    explicit LwsContext(const loop::MainLoop& loop, LwsContextOptions options = {});
    ~LwsContext();
    LwsContext(const LwsContext&) = delete;
    LwsContext& operator=(const LwsContext&) = delete;
    LwsContext(LwsContext&&) = delete;
    LwsContext& operator=(LwsContext&&) = delete;

    /// For this room's source files only.
    struct Impl;

    [[nodiscard]] Impl& impl() noexcept { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::signaling
