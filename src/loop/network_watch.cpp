// SPDX-License-Identifier: MIT
#include "loop/network_watch.hpp"

#include <array>
#include <chrono>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace janus_talk::loop {

namespace {

int open_netlink() noexcept {
    const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (fd < 0)
        return -1;
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups =
            RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
    const void* generic = &address;
    if (bind(fd, static_cast<const sockaddr*>(generic), sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

} // namespace

NetworkWatch::NetworkWatch(const MainLoop& loop, std::function<void()> on_change)
    : fd_(open_netlink()), burst_timer_(loop, std::move(on_change)) {
    if (fd_ < 0)
        return;
    watch_ = std::make_unique<FdWatch>(
            loop, FdWatch::What{fd_}, [this](Readiness) { read_changes(); });
}

NetworkWatch::~NetworkWatch() {
    watch_.reset();
    if (fd_ >= 0)
        close(fd_);
}

/// Only addresses and routes were subscribed to, so what a message says does not matter; an overrun
/// (ENOBUFS) is news as well.
void NetworkWatch::read_changes() {
    std::array<char, 8192> buffer{};
    while (recv(fd_, buffer.data(), buffer.size(), 0) > 0) {
    }
    if (!burst_timer_.is_armed())
        burst_timer_.arm_at(std::chrono::steady_clock::now() + burst);
}

} // namespace janus_talk::loop
