// SPDX-License-Identifier: MIT
#include "signaling/secure_bench.hpp"

#include <openssl/ssl.h>
#include <optional>

using namespace janus_talk;
using namespace janus_talk::signaling;
using namespace janus_talk::signaling::test;
using base::ExitCode;
using Catch::Contains;

TEST_CASE("wss to a server that does not speak TLS is told so") {
    WsServer server{[](ServerConnection& connection) {
        (void)connection.read_some();
        connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
        connection.wait_for_end();
    }};
    Bench bench{true};
    const TemporaryFolder folder;
    auto options = Bench::to(server.port());
    options.url.secure = true;
    options.ca_file = folder.write("ca.pem", SecureBench::authority().root().certificate_pem());
    const auto failure = bench.failure_of(options);
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Contains("does not speak TLS"));
    CHECK_THAT(failure.hint, Contains("ws://"));
}

TEST_CASE("a server that stays silent in the TLS handshake, or hangs up in it, is told so") {
    const bool hangs_up = GENERATE(false, true);
    WsServer server{[&](ServerConnection& connection) {
        (void)connection.read_some();
        if (!hangs_up)
            connection.wait_for_end();
    }};
    Bench bench{true};
    const TemporaryFolder folder;
    auto options = Bench::to(server.port());
    options.url.secure = true;
    options.ca_file = folder.write("ca.pem", SecureBench::authority().root().certificate_pem());
    if (!hangs_up)
        options.timeouts.address = 150ms;
    const auto failure = bench.failure_of(options);
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Contains("TLS") && Contains(hangs_up ? "failed" : "within 150 ms"));
}

TEST_CASE("TLS 1.1 is too old") {
    SecureBench bench{SecureBench::authority().issue({.names = {"janus.example"}}),
                      {.most_tls_version = TLS1_1_VERSION}};
    const auto failure = bench.failure_of(bench.secure("janus.example"));
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Contains("TLS with janus.example") && Contains("version"));
}

TEST_CASE("a server that demands a client certificate gets it") {
    const Identity client = SecureBench::authority().issue({});
    SecureBench bench{SecureBench::authority().issue({.names = {"janus.example"}}),
                      {.client_authority = &SecureBench::authority().root(),
                       .most_tls_version = GENERATE(TLS1_2_VERSION, TLS1_3_VERSION)}};
    auto options = bench.secure("janus.example");
    SECTION("from two files") {
        options.client_cert = bench.folder.write("client.pem", client.certificate_pem());
        options.client_key = bench.folder.write("client.key", client.key_pem());
        bench.make(options);
        check_echo(bench);
    }
    SECTION("from one file") {
        options.client_cert =
                bench.folder.write("both.pem", client.certificate_pem() + client.key_pem());
        bench.make(options);
        check_echo(bench);
    }
    SECTION("or says that it is missing") {
        const auto failure = bench.failure_of(options);
        CHECK(failure.code == ExitCode::unreachable);
        CHECK_THAT(failure.text, Contains("TLS") && Contains("alert"));
    }
}

TEST_CASE("a certificate that is refused is no reason to try the next address") {
    SecureBench bench{IdentityWishes{.names = {"other.example"}}};
    auto options = bench.secure("janus.example");
    options.addresses = {"127.0.0.1", "127.0.0.1"};
    CHECK_THAT(bench.failure_of(options).text, Contains("hostname mismatch"));
    CHECK(bench.server->accepted() == 1);
}

TEST_CASE("a flood over TLS is delivered completely, and big messages cross it both ways") {
    constexpr std::size_t many = 20'000;
    const Identity identity = SecureBench::authority().issue({.names = {"janus.example"}});
    WsServer server{[](ServerConnection& connection) {
                        connection.upgrade();
                        std::string chunk;
                        for (int i = 0; i < 4000; ++i)
                            chunk += std::string("\x81\x02{}", 4);
                        for (std::size_t sent = 0; sent < many; sent += 4000)
                            connection.write(chunk);
                        connection.echo();
                    },
                    {.identity = &identity}};
    TemporaryFolder folder;
    Bench bench{true};
    auto options = Bench::to(server.port(), "janus.example");
    options.url.secure = true;
    options.addresses = {"127.0.0.1"};
    options.ca_file = folder.write("ca.pem", SecureBench::authority().root().certificate_pem());
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_texts(many));
    const std::string big(900'000, 'b');
    bench.send(big);
    REQUIRE(bench.until_texts(many + 1));
    CHECK(bench.seen.texts.back() == big);
}

TEST_CASE("files that can't serve are refused at construction, and say which and why") {
    Bench bench{true};
    const TemporaryFolder folder;
    const Identity one = SecureBench::authority().issue({});
    const Identity two = SecureBench::authority().issue({});
    const std::string certificate = folder.write("one.pem", one.certificate_pem());
    const std::string key = folder.write("one.key", one.key_pem());
    const std::string protected_key = folder.write("protected.key", one.key_pem("secret"));
    const std::string other_key = folder.write("two.key", two.key_pem());
    const std::string nonsense = folder.write("nonsense", "this is not PEM\n");
    const std::string empty = folder.write("empty", "");

    using File = std::optional<std::string>;

    struct Case {
        File ca, cert, key;
        std::string text;
    };

    const std::vector<Case> cases{
            {"/no/such/file", {}, {}, "CA file /no/such/file: No such file"},
            {empty, {}, {}, "empty"},
            {folder.file(""), {}, {}, "directory"},
            {nonsense, {}, {}, "holds no certificate"},
            {key, {}, {}, "holds no certificate"},
            {{}, "/no/such/file", key, "certificate /no/such/file: No such file"},
            {{}, certificate, "/no/such/file", "private key /no/such/file: No such file"},
            {{}, nonsense, key, "holds no certificate"},
            {{}, certificate, nonsense, "holds no private key"},
            {{}, certificate, {}, "holds no private key"},
            {{}, certificate, protected_key, "pass phrase"},
            {{}, certificate, other_key, "does not belong to the certificate"},
            {{}, {}, key, "needs the certificate"},
    };
    for (const Case& wrong : cases) {
        auto options = Bench::to(1);
        options.url.secure = true;
        options.ca_file = wrong.ca.value_or(certificate); // any certificate will do
        options.client_cert = wrong.cert;
        options.client_key = wrong.key;
        INFO(wrong.text);
        try {
            bench.make(options);
            FAIL("accepted");
        } catch (const base::Error& error) {
            CHECK(error.failure().code == ExitCode::device);
            CHECK_THAT(error.failure().text, Contains(wrong.text));
        }
    }
}

TEST_CASE("what a server sends over TLS after its close frame can't hold us up") {
    const Identity identity = SecureBench::authority().issue({.names = {"janus.example"}});
    WsServer server{[](ServerConnection& connection) {
                        connection.upgrade();
                        std::string record = std::string("\x88\x02\x03\xe8", 4);
                        for (int i = 0; i < 4000; ++i)
                            record += std::string("\x81\x02{}", 4);
                        connection.write(record); // all of it in one TLS record
                        connection.wait_for_end();
                    },
                    {.identity = &identity}};
    TemporaryFolder folder;
    Bench bench{true};
    auto options = Bench::to(server.port(), "janus.example");
    options.url.secure = true;
    options.addresses = {"127.0.0.1"};
    options.ca_file = folder.write("ca.pem", SecureBench::authority().root().certificate_pem());
    bench.make(options);
    bench.open();
    REQUIRE(bench.until_closed());
    CHECK_THAT(bench.seen.failure.text, Contains("1000"));
}
