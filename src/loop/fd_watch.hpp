// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"
#include "loop/priority.hpp"

#include <functional>
#include <memory>

namespace janus_talk::loop {

/// What a file descriptor has to say. `broken` is an error or a hang-up, reported whether asked for
/// or not.
struct Readiness {
    bool readable = false;
    bool writable = false;
    bool broken = false;
};

/// Calls back, on every turn of the loop, while a descriptor is ready. The descriptor stays the
/// caller's, who must not close it before the watch is gone. The callback may destroy the watch.
/// @thread main
class FdWatch {
public:
    enum class Interest { readable, writable };

    struct What {
        int fd = -1;
        Interest interest = Interest::readable;
        Priority priority = Priority::normal;
    };

    FdWatch(const MainLoop& loop, What what, std::function<void(Readiness)> on_ready);
    ~FdWatch();
    FdWatch(const FdWatch&) = delete;
    FdWatch& operator=(const FdWatch&) = delete;
    FdWatch(FdWatch&&) = delete;
    FdWatch& operator=(FdWatch&&) = delete;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::loop
