// SPDX-License-Identifier: MIT
#include "signaling/websocket_bench.hpp"
#include "support/tls_authority.hpp"

#include <array>
#include <cstdlib>
#include <ctime>
#include <openssl/ssl.h>

using namespace janus_talk;
using namespace janus_talk::signaling;
using namespace janus_talk::signaling::test;
using base::ExitCode;
using Catch::Contains;
using janus_talk::test::Identity;
using janus_talk::test::IdentityWishes;
using janus_talk::test::TemporaryFolder;
using janus_talk::test::TlsAuthority;

namespace {

std::string day(int days_from_now) {
    const std::time_t time = std::time(nullptr) + days_from_now * 86400L;
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 16> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
    return text.data();
}

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

/// Takes OpenSSL's variables away for a while: the machine that runs the tests may set them.
class WithoutEnvironment {
public:
    WithoutEnvironment() {
        for (Variable& variable : variables_) {
            if (const char* value = std::getenv(variable.name))
                variable.saved = value;
            unsetenv(variable.name);
        }
    }

    ~WithoutEnvironment() {
        for (const Variable& variable : variables_) {
            if (variable.saved)
                setenv(variable.name, variable.saved->c_str(), 1);
            else
                unsetenv(variable.name);
        }
    }

    WithoutEnvironment(const WithoutEnvironment&) = delete;
    WithoutEnvironment& operator=(const WithoutEnvironment&) = delete;

private:
    struct Variable {
        const char* name;
        std::optional<std::string> saved{};
    };

    std::array<Variable, 2> variables_{{{"SSL_CERT_FILE"}, {"SSL_CERT_DIR"}}};
};

void check_echo(Bench& bench) {
    bench.open();
    INFO(bench.seen.failure.text);
    REQUIRE(bench.until_open());
    bench.send("hello");
    REQUIRE(bench.until([&] { return bench.seen.texts.size() == 1; }));
    CHECK(bench.seen.texts.front() == "hello");
}

} // namespace

TEST_CASE("a certificate for the right name, signed by a known authority, is accepted") {
    const auto [host, names] = GENERATE(table<std::string, std::vector<std::string>>({
            {"janus.example", {"janus.example"}},
            {"janus.example.", {"janus.example"}},
            {"voice.janus.example", {"other.example", "*.janus.example"}},
            {"127.0.0.1", {"127.0.0.1"}},
            {"::1", {"::1"}},
            {"fe80::1%lo", {"fe80::1"}},
            {"localhost", {"localhost", "127.0.0.1"}},
    }));
    SecureBench bench{IdentityWishes{.names = names}};
    bench.make(bench.secure(host));
    check_echo(bench);
}

TEST_CASE("a certificate for another name is refused before anything is sent") {
    const auto [host, names] = GENERATE(table<std::string, std::vector<std::string>>({
            {"janus.example", {"other.example", "third.example"}},
            {"janus.example", {"a.janus.example"}},
            {"a.b.janus.example", {"*.janus.example"}},
            {"janus.example", {"ja*.example"}},
            {"127.0.0.1", {"localhost"}},
            {"127.0.0.1", {"127.0.0.2"}},
            {"::1", {"localhost", "127.0.0.1"}},
            {"::1", {"::2"}},
    }));
    SecureBench bench{IdentityWishes{.names = names}};
    const auto failure = bench.failure_of(bench.secure(host));
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Contains("hostname mismatch") && Contains("\"" + host + "\""));
    if (names.front().find("example") != std::string::npos)
        CHECK_THAT(failure.text, Contains(names.front())); // whom it is for
    CHECK_FALSE(failure.hint.empty());
    CHECK_FALSE(bench.names.has("upgraded"));
}

TEST_CASE("a certificate without any name is for nobody, whatever its common name") {
    SecureBench bench{IdentityWishes{}};
    CHECK_THAT(bench.failure_of(bench.secure("janus.example")).text, Contains("hostname mismatch"));
}

TEST_CASE("a certificate of an unknown authority is refused") {
    SecureBench bench{IdentityWishes{.names = {"janus.example"}}};
    auto options = bench.secure("janus.example");
    const TlsAuthority stranger{
            GENERATE(as<std::string>{}, "janus-talk test authority", "somebody else")};
    SECTION("by another --cacert") {
        options.ca_file = bench.folder.write("other.pem", stranger.root().certificate_pem());
    }
    const WithoutEnvironment clean; // else it is the user's store
    SECTION("by the system's store") {
        options.ca_file.reset();
    }
    const auto failure = bench.failure_of(options);
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text, Contains("unknown CA"));
    CHECK_THAT(failure.hint, Contains("--cacert"));
    CHECK_FALSE(bench.names.has("upgraded"));
}

TEST_CASE("a self-signed certificate is refused, unless it is the one to trust") {
    SecureBench bench{TlsAuthority::self_signed({.names = {"janus.example"}})};
    auto options = bench.secure("janus.example");
    SECTION("refused") {
        const auto failure = bench.failure_of(options);
        CHECK(failure.code == ExitCode::unreachable);
        CHECK_THAT(failure.text, Contains("self-signed"));
    }
    SECTION("trusted") {
        options.ca_file = bench.folder.write("self.pem", bench.identity.certificate_pem());
        bench.make(options);
        check_echo(bench);
    }
}

TEST_CASE("an expired certificate is refused with its date and ours") {
    SecureBench bench{IdentityWishes{.names = {"janus.example"}, .from_day = -30, .to_day = -10}};
    const auto failure = bench.failure_of(bench.secure("janus.example"));
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text,
               Contains("expired on " + day(-10)) && Contains("date of this machine is 20"));
    CHECK_THAT(failure.hint, Contains("clock"));
}

TEST_CASE("a certificate that is not valid yet is refused with its date and ours") {
    SecureBench bench{IdentityWishes{.names = {"janus.example"}, .from_day = 10, .to_day = 20}};
    const auto failure = bench.failure_of(bench.secure("janus.example"));
    CHECK(failure.code == ExitCode::unreachable);
    CHECK_THAT(failure.text,
               Contains("not valid before " + day(10)) && Contains("date of this machine is 20"));
}

TEST_CASE("insecure accepts anything, and logs what is wrong") {
    const auto [what, complaint] =
            GENERATE(table<std::string, std::string>({{"self-signed", "self-signed"},
                                                      {"unknown", "unknown CA"},
                                                      {"expired", "expired"},
                                                      {"future", "not valid before"},
                                                      {"wrong name", "hostname mismatch"}}));
    const TlsAuthority stranger{"somebody else"};
    const IdentityWishes wishes{.names = {what == "wrong name" ? "other.example" : "janus.example"},
                                .from_day = what == "future" ? 5 : -30,
                                .to_day = what == "expired" ? -10 : 30};
    SecureBench bench{what == "self-signed" ? TlsAuthority::self_signed(wishes)
                      : what == "unknown"   ? stranger.issue(wishes)
                                            : SecureBench::authority().issue(wishes)};
    auto options = bench.secure("janus.example");
    options.insecure = true;
    bench.make(options);
    check_echo(bench);
    CHECK_THAT(bench.log, Contains(complaint));
}

TEST_CASE("insecure for one connection does not make another one of the same settings insecure") {
    SecureBench bench{IdentityWishes{.names = {"other.example"}}};
    auto options = bench.secure("janus.example");
    options.insecure = true;
    bench.make(options);
    check_echo(bench);
    Recorder second;
    options.insecure = false;
    WebSocket strict{*bench.context, options, second};
    strict.open();
    REQUIRE(bench.until([&] { return second.closed == 1; }));
    CHECK_THAT(second.failure.text, Contains("hostname mismatch"));
}

TEST_CASE("the system's store can be replaced through SSL_CERT_FILE and SSL_CERT_DIR") {
    SecureBench bench{IdentityWishes{.names = {"janus.example"}}};
    auto options = bench.secure("janus.example");
    options.ca_file.reset();
    const WithoutEnvironment clean;
    const bool by_folder = GENERATE(false, true);
    if (by_folder) {
        const auto hash = X509_NAME_hash_ex(
                X509_get_subject_name(SecureBench::authority().root().certificate.get()),
                nullptr,
                nullptr,
                nullptr);
        std::array<char, 16> name{};
        std::snprintf(name.data(), name.size(), "%08lx.0", hash);
        bench.folder.write(name.data(), SecureBench::authority().root().certificate_pem());
        setenv("SSL_CERT_DIR", bench.folder.file("").c_str(), 1);
    } else {
        setenv("SSL_CERT_FILE", bench.ca_file.c_str(), 1);
    }
    bench.make(options);
    check_echo(bench);
}

TEST_CASE("the name announced to the server is a name, never an address") {
    const auto [host, announced] =
            GENERATE(table<std::string, std::string>({{"janus.example", "janus.example"},
                                                      {"janus.example.", "janus.example"},
                                                      {"127.0.0.1", ""},
                                                      {"::1", ""}}));
    SecureBench bench{IdentityWishes{.names = {"janus.example", "127.0.0.1", "::1"}}};
    bench.make(bench.secure(host));
    check_echo(bench);
    CHECK(bench.names.has("name: " + announced));
}

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
