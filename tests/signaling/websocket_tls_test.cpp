// SPDX-License-Identifier: MIT
#include "signaling/secure_bench.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <openssl/x509.h>
#include <optional>

using namespace janus_talk;
using namespace janus_talk::signaling;
using namespace janus_talk::signaling::test;
using base::ExitCode;
using Catch::Contains;

namespace {

std::string day(int days_from_now) {
    const std::time_t time = std::time(nullptr) + days_from_now * 86400L;
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 16> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
    return text.data();
}

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
    const auto& times = bench.socket->times();
    CHECK((times.secure && times.tcp < times.tls && times.tls < times.websocket));
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
