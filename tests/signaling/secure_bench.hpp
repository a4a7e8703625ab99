// SPDX-License-Identifier: MIT
#pragma once

#include "signaling/websocket_bench.hpp"
#include "support/tls_authority.hpp"

#include <memory>
#include <string>
#include <utility>

namespace janus_talk::signaling::test {

using janus_talk::test::Identity;
using janus_talk::test::IdentityWishes;
using janus_talk::test::TemporaryFolder;
using janus_talk::test::TlsAuthority;

/// A wss server on loop-back, an authority, and a Bench whose WebSocket trusts that authority.
struct SecureBench : Bench {
    explicit SecureBench(const IdentityWishes& wishes) : SecureBench(authority().issue(wishes)) {}

    explicit SecureBench(Identity server_identity, WsServerOptions server_options = {})
        : Bench(true), identity(std::move(server_identity)),
          ca_file(folder.write("ca.pem", authority().root().certificate_pem())) {
        server_options.identity = &identity;
        server = std::make_unique<WsServer>(
                [this](ServerConnection& connection) {
                    names.add("name: " + connection.server_name());
                    connection.upgrade();
                    names.add("upgraded");
                    connection.echo();
                },
                server_options);
    }

    static const TlsAuthority& authority() {
        static const TlsAuthority shared;
        return shared;
    }

    /// Connects to 127.0.0.1 whatever the name is.
    [[nodiscard]] WebSocketOptions secure(const std::string& host) const {
        auto options = Bench::to(server->port(), host);
        options.url.secure = true;
        options.ca_file = ca_file;
        options.addresses = {"127.0.0.1"};
        return options;
    }

    TemporaryFolder folder;
    Identity identity;
    std::string ca_file;
    Notes names;
    std::unique_ptr<WsServer> server;
};

inline void check_echo(Bench& bench) {
    bench.open();
    INFO(bench.seen.failure.text);
    REQUIRE(bench.until_open());
    bench.send("hello");
    REQUIRE(bench.until([&] { return bench.seen.texts.size() == 1; }));
    CHECK(bench.seen.texts.front() == "hello");
}

} // namespace janus_talk::signaling::test
