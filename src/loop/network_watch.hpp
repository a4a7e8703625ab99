// SPDX-License-Identifier: MIT
#pragma once

#include "loop/fd_watch.hpp"
#include "loop/main_loop.hpp"
#include "loop/timer.hpp"

#include <functional>
#include <memory>

namespace janus_talk::loop {

/// Tells that an address or a route of this machine came or went (rtnetlink). A burst of changes,
/// as any switch from Wi-Fi to cable is, is told once. Where the kernel gives no such socket (a
/// sandbox), nothing is ever told. @thread main
class NetworkWatch {
public:
    NetworkWatch(const MainLoop& loop, std::function<void()> on_change);
    ~NetworkWatch();
    NetworkWatch(const NetworkWatch&) = delete;
    NetworkWatch& operator=(const NetworkWatch&) = delete;
    NetworkWatch(NetworkWatch&&) = delete;
    NetworkWatch& operator=(NetworkWatch&&) = delete;

    /// How long a burst is gathered.
    static constexpr std::chrono::milliseconds burst{200};

private:
    void read_changes();

    int fd_ = -1;
    Timer burst_timer_;
    std::unique_ptr<FdWatch> watch_;
};

} // namespace janus_talk::loop
