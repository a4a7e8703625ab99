// SPDX-License-Identifier: MIT
#include "media/answerer.hpp"
#include "media/call.hpp"
#include "media/pulse_server.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using namespace janus_talk::core::media;

namespace {

/// A port that was free a moment ago.
int free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    void* generic = &address;
    bind(fd, static_cast<sockaddr*>(generic), sizeof(address));
    socklen_t size = sizeof(address);
    getsockname(fd, static_cast<sockaddr*>(generic), &size);
    close(fd);
    return ntohs(address.sin_port);
}

bool accepts_connections(int port) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    void* generic = &address;
    const bool accepted = connect(fd, static_cast<sockaddr*>(generic), sizeof(address)) == 0;
    close(fd);
    return accepted;
}

/// coturn on loop-back, with one user: "me", "secret".
class TurnServer {
public:
    [[nodiscard]] static bool is_installed() {
        return std::system("command -v turnserver >/dev/null 2>&1") == 0;
    }

    TurnServer()
        : port_(free_port()), server_({"turnserver",
                                       "-n",
                                       "--listening-ip=127.0.0.1",
                                       "--relay-ip=127.0.0.1",
                                       "--listening-port=" + std::to_string(port_),
                                       "--allow-loopback-peers",
                                       "--cli-password=unused",
                                       "--no-cli",
                                       "--no-tls",
                                       "--no-dtls",
                                       "--lt-cred-mech",
                                       "--user=me:secret",
                                       "--realm=test",
                                       "--no-stdout-log",
                                       "--log-file=/dev/null",
                                       "--pidfile=" + folder_.path("pid")}) {
        Stage stage;
        REQUIRE(stage.wait_for([this] { return accepts_connections(port_); }));
    }

    [[nodiscard]] base::Secret uri(const std::string& password,
                                   const std::string& transport) const {
        return base::Secret{"turn:me:" + password + "@127.0.0.1:" + std::to_string(port_) +
                            "?transport=" + transport};
    }

    [[nodiscard]] std::string stun_uri() const { return "stun:127.0.0.1:" + std::to_string(port_); }

private:
    ScratchFolder folder_;
    int port_;
    Program server_;
};

} // namespace

TEST_CASE("Through a relay, over UDP or TCP, both ends hear each other") {
    if (!TurnServer::is_installed())
        return;
    const TurnServer server;
    const std::string transport = GENERATE("udp", "tcp");
    MediaOptions options = quiet_options();
    options.input = "tone:1000@-12";
    options.turn.push_back(server.uri("secret", transport));
    options.relay_only = true;
    Call call{options};
    REQUIRE(call.connect());
    const CandidatePair pair = call.log.all<CandidatePair>().back();
    CHECK(pair.type == "relay");
    CHECK(pair.protocol == transport);
    for (const auto& local : call.log.all<LocalCandidate>())
        CHECK(local.candidate.find("typ relay") != std::string::npos);
    // Figures with relays in play have crashed GStreamer's own statistics.
    REQUIRE(call.wait_for<Stats>(2));
    CHECK(call.stage.wait_for(
            [&] { return amplitude_at(tail(call.peer->heard(), 0.5), 1000) > 0.2; }));
    CHECK(call.hang_up());
}

TEST_CASE("A relay that refuses us leaves nothing to offer, and that is told") {
    if (!TurnServer::is_installed())
        return;
    const TurnServer server;
    MediaOptions options = quiet_options();
    options.turn.push_back(server.uri("wrong", "udp"));
    options.relay_only = true;
    Call call{options};
    call.start();
    REQUIRE(call.wait_for<GatheringComplete>());
    CHECK_FALSE(call.log.all<GatheringComplete>().front().usable);
    CHECK(call.log.all<LocalCandidate>().empty());
    CHECK(call.hang_up());
}

TEST_CASE("A STUN server that says nothing new does no harm") {
    if (!TurnServer::is_installed())
        return;
    const TurnServer server;
    MediaOptions options = quiet_options();
    options.stun = server.stun_uri();
    Call call{options};
    CHECK(call.connect());
    CHECK(call.hang_up());
}
