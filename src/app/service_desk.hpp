// SPDX-License-Identifier: MIT
#pragma once

#include "app/service_manager.hpp"
#include "core/liveness.hpp"
#include "core/notice.hpp"
#include "loop/main_loop.hpp"
#include "loop/timer.hpp"
#include "report/service_status.hpp"

#include <chrono>
#include <string>

namespace janus_talk::app {

/// Tells the service manager how the conference is: READY=1 when the room is heard, STATUS= when
/// something changes (at most once a second), WATCHDOG=1 at half of its interval as long as
/// core::Liveness says so, STOPPING=1 when the room is left. Does nothing where there is none.
/// @thread main
class ServiceDesk {
public:
    /// The manager must outlive this. `sends`: see core::Liveness.
    ServiceDesk(const loop::MainLoop& loop, const ServiceManager& manager, bool sends);

    /// Every notice, in order.
    void add(const core::Notice& notice);

private:
    void tick();
    void tell_status();

    const ServiceManager& manager_;
    core::Liveness liveness_;
    report::ServiceStatus status_;
    std::string told_status_;
    bool is_ready_ = false;
    bool is_stopping_ = false;
    std::chrono::steady_clock::time_point fed_at_;
    loop::Timer timer_;
};

} // namespace janus_talk::app
