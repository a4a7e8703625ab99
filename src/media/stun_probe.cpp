// SPDX-License-Identifier: MIT
#include "media/stun_probe.hpp"

#include "base/text.hpp"
#include "media/ice_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <string>
#include <stun/stunagent.h>
#include <stun/usages/bind.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

using Clock = std::chrono::steady_clock;
using core::StunEvidence;
using core::StunTry;
using namespace std::chrono_literals;

/// The first wait of RFC 8489, 6.2.1; each further one is twice as long.
constexpr std::chrono::milliseconds first_wait = 500ms;

struct FreeHostAddresses {
    void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};

class UdpSocket {
public:
    explicit UdpSocket(const addrinfo& peer)
        : number_(socket(peer.ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        // Connected, so that a port nobody listens on is told by ICMP.
        if (number_ < 0 || connect(number_, peer.ai_addr, peer.ai_addrlen) != 0)
            error_ = errno;
    }

    ~UdpSocket() {
        if (number_ >= 0)
            close(number_);
    }

    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;
    UdpSocket(UdpSocket&&) = delete;
    UdpSocket& operator=(UdpSocket&&) = delete;

    [[nodiscard]] int number() const noexcept { return number_; }

    [[nodiscard]] int error() const noexcept { return error_; }

private:
    int number_;
    int error_ = 0;
};

std::optional<std::string> numeric(const sockaddr* address, socklen_t size) {
    std::array<char, NI_MAXHOST> host{};
    if (getnameinfo(address, size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0)
        return std::nullopt;
    return host.data();
}

std::string shown(const sockaddr* address, socklen_t size) {
    std::array<char, NI_MAXSERV> port{};
    const auto host = numeric(address, size);
    if (!host ||
        getnameinfo(address, size, nullptr, 0, port.data(), port.size(), NI_NUMERICSERV) != 0)
        return "an unknown address";
    return base::host_and_port(*host, port.data());
}

/// One binding request, and its answers.
class Binding {
public:
    Binding() {
        // No fingerprint: a plain STUN server does not send one back.
        stun_agent_init(&agent_,
                        STUN_ALL_KNOWN_ATTRIBUTES,
                        STUN_COMPATIBILITY_RFC5389,
                        static_cast<StunAgentUsageFlags>(0));
        size_ = stun_usage_bind_create(&agent_, &message_, request_.data(), request_.size());
    }

    [[nodiscard]] bool send(int descriptor) const {
        return ::send(descriptor, request_.data(), size_, 0) >= 0;
    }

    /// The address in it, or nothing when it is no answer of ours.
    std::optional<std::string> receive(int descriptor) {
        std::array<std::uint8_t, 1500> bytes{};
        const ssize_t size = recv(descriptor, bytes.data(), bytes.size(), 0);
        if (size < 0)
            return std::nullopt;
        StunMessage answer{};
        if (stun_agent_validate(&agent_,
                                &answer,
                                bytes.data(),
                                static_cast<std::size_t>(size),
                                nullptr,
                                nullptr) != STUN_VALIDATION_SUCCESS)
            return std::nullopt;
        sockaddr_storage mapped{};
        sockaddr_storage other{};
        socklen_t mapped_size = sizeof mapped;
        socklen_t other_size = sizeof other;
        // Sockets' addresses are what they are in C.
        auto* const where = reinterpret_cast<sockaddr*>(&mapped);    // NOLINT
        auto* const elsewhere = reinterpret_cast<sockaddr*>(&other); // NOLINT
        const auto result =
                stun_usage_bind_process(&answer, where, &mapped_size, elsewhere, &other_size);
        if (result != STUN_USAGE_BIND_RETURN_SUCCESS)
            return std::nullopt;
        return shown(where, mapped_size);
    }

private:
    StunAgent agent_{};
    StunMessage message_{};
    std::array<std::uint8_t, STUN_MAX_MESSAGE_SIZE> request_{};
    std::size_t size_ = 0;
};

void ask(const addrinfo& peer, Clock::time_point deadline, StunTry& evidence) {
    const UdpSocket socket{peer};
    if (socket.error() != 0) {
        evidence.error = std::generic_category().message(socket.error());
        return;
    }
    Binding binding;
    auto wait = first_wait;
    for (auto now = Clock::now(); now < deadline && !evidence.reflexive; wait *= 2) {
        if (!binding.send(socket.number())) {
            evidence.error = std::generic_category().message(errno);
            return;
        }
        const auto until = std::min(now + wait, deadline);
        while ((now = Clock::now()) < until && !evidence.reflexive) {
            pollfd one{socket.number(), POLLIN, 0};
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now);
            if (poll(&one, 1, static_cast<int>(left.count())) <= 0)
                continue;
            errno = 0;
            evidence.reflexive = binding.receive(socket.number());
            if (!evidence.reflexive && errno != 0 && errno != EAGAIN) {
                evidence.error = std::generic_category().message(errno);
                return;
            }
        }
    }
    if (!evidence.reflexive)
        evidence.error = "no answer";
}

struct HostAddresses {
    std::unique_ptr<addrinfo, FreeHostAddresses> list;
    /// In words; empty when there are some.
    std::string error;
};

HostAddresses find_addresses(const std::string& host, std::uint16_t port, int flags) {
    addrinfo hints{};
    hints.ai_flags = flags | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (error != 0)
        return {nullptr, gai_strerror(error)};
    return {std::unique_ptr<addrinfo, FreeHostAddresses>{found}, {}};
}

StunEvidence probe(const IceServer& server, std::chrono::milliseconds limit) {
    StunEvidence evidence;
    evidence.server = base::host_and_port(server.host, std::to_string(server.port));
    const auto found = find_addresses(server.host, server.port, 0);
    evidence.error = found.error;
    std::vector<std::string> addresses;
    for (const addrinfo* one = found.list.get(); one != nullptr; one = one->ai_next) {
        if (auto address = numeric(one->ai_addr, one->ai_addrlen))
            addresses.push_back(std::move(*address));
    }
    // A slow name server is not the fault of this one.
    evidence.tries = ask_stun(addresses, server.port, limit);
    return evidence;
}

} // namespace

std::vector<StunTry> ask_stun(const std::vector<std::string>& addresses,
                              std::uint16_t port,
                              std::chrono::milliseconds limit) {
    std::vector<StunTry> tries;
    for (const auto& address : addresses) {
        StunTry& one = tries.emplace_back();
        one.address = base::host_and_port(address, std::to_string(port));
        const auto found = find_addresses(address, port, AI_NUMERICHOST);
        one.error = found.error;
        if (found.list)
            ask(*found.list, Clock::now() + limit, one);
    }
    return tries;
}

StunEvidence probe_stun(const std::string& uri, std::chrono::milliseconds limit) {
    return probe(parse_stun(uri), limit);
}

std::optional<StunEvidence> probe_turn(const base::Secret& uri, std::chrono::milliseconds limit) {
    const IceServer server = parse_turn(uri);
    if (server.kind != IceServer::Kind::turn || server.transport == IceServer::Transport::tcp)
        return std::nullopt;
    return probe(server, limit);
}

} // namespace janus_talk::media
