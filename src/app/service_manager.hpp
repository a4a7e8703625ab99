// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::app {

/// The service manager that started this process (systemd), if one did: the datagrams of
/// sd_notify(3), whose format is promised to stay. libsystemd would do the same and bring six
/// more libraries into every start (docs/services.md).
/// @thread main
class ServiceManager {
public:
    /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of the environment:
    /// no child of ours is the service.
    ServiceManager();
    ~ServiceManager();
    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;
    ServiceManager(ServiceManager&&) = delete;
    ServiceManager& operator=(ServiceManager&&) = delete;

    /// Somebody listens.
    [[nodiscard]] bool is_there() const noexcept { return fd_ >= 0; }

    /// How long we may be silent; nothing when nobody watches.
    [[nodiscard]] std::optional<std::chrono::microseconds> watchdog() const noexcept {
        return watchdog_;
    }

    /// `assignments`: lines like "READY=1". Never waits. False: to be sent again.
    [[nodiscard]] bool tell(std::string_view assignments) const noexcept;

private:
    int fd_ = -1;
    std::string path_;
    std::optional<std::chrono::microseconds> watchdog_;
};

} // namespace janus_talk::app
