// SPDX-License-Identifier: MIT
#include "media/stun_probe.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <netdb.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t header_size = 20;

/// A STUN server on one address, as RFC 8489 has it; or one that never answers.
class StunServer {
public:
    enum class Kind { honest, silent };

    StunServer(const std::string& address, std::uint16_t port, Kind kind = Kind::honest) {
        addrinfo hints{};
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
        hints.ai_socktype = SOCK_DGRAM;
        addrinfo* found = nullptr;
        if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
            return;
        fd_ = socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        const bool bound = bind(fd_, found->ai_addr, found->ai_addrlen) == 0;
        freeaddrinfo(found);
        if (bound)
            thread_ = std::thread{[this, kind] { serve(kind); }};
    }

    ~StunServer() {
        shutdown(fd_, SHUT_RDWR); // wakes recvfrom() although nobody is connected
        if (thread_.joinable())
            thread_.join();
        close(fd_);
    }

    StunServer(const StunServer&) = delete;
    StunServer& operator=(const StunServer&) = delete;
    StunServer(StunServer&&) = delete;
    StunServer& operator=(StunServer&&) = delete;

    /// False where the machine does not have the address.
    [[nodiscard]] bool is_there() const { return thread_.joinable(); }

    [[nodiscard]] std::uint16_t port() const {
        sockaddr_storage own{};
        socklen_t size = sizeof own;
        void* generic = &own;
        getsockname(fd_, static_cast<sockaddr*>(generic), &size);
        return port_of(own);
    }

private:
    static std::uint16_t port_of(const sockaddr_storage& address) {
        // In both families it stands behind the family, most significant byte first.
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &address, bytes.size());
        return static_cast<std::uint16_t>(bytes[2] << 8 | bytes[3]);
    }

    /// XOR-MAPPED-ADDRESS: port and address of the client, both veiled with the head of the
    /// request.
    static std::string answer_to(const std::string& request, const sockaddr_storage& client) {
        const bool v6 = client.ss_family == AF_INET6;
        const std::size_t size = v6 ? 16 : 4;
        std::array<char, 32> raw{};
        std::memcpy(raw.data(), &client, raw.size());
        std::string veiled(raw.data() + 2, 2);
        veiled.append(raw.data() + (v6 ? 8 : 4), size);
        for (std::size_t i = 0; i < veiled.size(); ++i)
            veiled[i] = static_cast<char>(veiled[i] ^ request[4 + (i < 2 ? i : i - 2)]);
        const std::string length(1, static_cast<char>(4 + size));
        const std::string family(1, v6 ? '\2' : '\1');
        const std::string total(1, static_cast<char>(8 + size));
        return std::string("\1\1\0", 3) + total + request.substr(4, 16) +
               std::string("\0\x20\0", 3) + length + std::string(1, '\0') + family + veiled;
    }

    void serve(Kind kind) const {
        for (;;) {
            std::array<char, 1500> bytes{};
            sockaddr_storage client{};
            socklen_t size = sizeof client;
            void* generic = &client;
            auto* const address = static_cast<sockaddr*>(generic);
            const auto got = recvfrom(fd_, bytes.data(), bytes.size(), 0, address, &size);
            if (got <= 0)
                return;
            const std::string request(bytes.data(), static_cast<std::size_t>(got));
            if (kind == Kind::silent || request.size() < header_size)
                continue;
            const std::string answer = answer_to(request, client);
            sendto(fd_, answer.data(), answer.size(), 0, address, size);
        }
    }

    int fd_ = -1;
    std::thread thread_;
};

bool starts_with(const std::optional<std::string>& text, const std::string& start) {
    return text && text->starts_with(start);
}

} // namespace

TEST_CASE("a STUN server says how it sees us") {
    const StunServer server{"127.0.0.1", 0};
    REQUIRE(server.is_there());
    const std::string where = "127.0.0.1:" + std::to_string(server.port());
    const auto seen = probe_stun("stun:" + where, 5s);
    CHECK(seen.server == where);
    REQUIRE(seen.tries.size() == 1);
    CHECK(seen.tries.front().address == where);
    CHECK(starts_with(seen.tries.front().reflexive, "127.0.0.1:"));
    CHECK(probe_turn(base::Secret{"turn:me:secret@" + where}, 5s)->tries.front().reflexive);
    CHECK_FALSE(probe_turn(base::Secret{"turn:me:secret@" + where + "?transport=tcp"}, 5s));
}

TEST_CASE("each address is asked, and what one says does not hide the others") {
    const StunServer server{"127.0.0.2", 0};
    REQUIRE(server.is_there());
    const auto port = server.port();
    const auto tries = ask_stun({"127.0.0.1", "no address", "127.0.0.2"}, port, 30s);
    REQUIRE(tries.size() == 3);
    CHECK(tries[0].address == "127.0.0.1:" + std::to_string(port));
    CHECK(tries[0].error == "Connection refused");
    CHECK_FALSE(tries[0].reflexive);
    CHECK_FALSE(tries[1].error.empty());
    CHECK(starts_with(tries[2].reflexive, "127.0.0."));
    CHECK(tries[2].error.empty());
}

TEST_CASE("a server that is silent is waited for no longer than the limit") {
    const StunServer server{"127.0.0.1", 0, StunServer::Kind::silent};
    REQUIRE(server.is_there());
    const auto tries = ask_stun({"127.0.0.1"}, server.port(), 50ms);
    REQUIRE(tries.size() == 1);
    CHECK_FALSE(tries.front().reflexive);
    CHECK(tries.front().error == "no answer");
}

TEST_CASE("IPv6 is asked like IPv4, in brackets") {
    const StunServer server{"::1", 0};
    if (!server.is_there()) {
        WARN("this machine has no IPv6");
        CHECK_FALSE(probe_stun("stun:[::1]:9", 5s).tries.front().reflexive);
        return;
    }
    const std::string where = "[::1]:" + std::to_string(server.port());
    const auto seen = probe_stun("stun:" + where, 5s);
    CHECK(seen.server == where);
    REQUIRE(seen.tries.size() == 1);
    CHECK(seen.tries.front().address == where);
    CHECK(starts_with(seen.tries.front().reflexive, "[::1]:"));
}

TEST_CASE("a name without an address is told, and nobody is asked") {
    const auto seen = probe_stun("stun:no.such.name.invalid", 5s);
    CHECK(seen.server == "no.such.name.invalid:3478");
    CHECK(seen.tries.empty());
    CHECK_FALSE(seen.error.empty());
}
