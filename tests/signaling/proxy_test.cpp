// SPDX-License-Identifier: MIT
#include "signaling/proxy.hpp"
#include "signaling/tunnel.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>

using namespace janus_talk;
using namespace janus_talk::signaling;
using Catch::Contains;

namespace {

using Variables = std::map<std::string, std::string>;

std::variant<std::optional<Proxy>, base::Failure> find(const std::string& url,
                                                       const Variables& variables) {
    return find_proxy(std::get<Url>(parse_url(url)), [&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string{} : found->second;
    });
}

/// "host:port", or "" for none.
std::string found(const std::string& url, const Variables& variables) {
    const auto proxy = std::get<std::optional<Proxy>>(find(url, variables));
    return proxy ? proxy->authority() : "";
}

} // namespace

TEST_CASE("each scheme has its variables, and the lower case counts first") {
    const Variables all{{"http_proxy", "a:1"},
                        {"HTTP_PROXY", "b:2"},
                        {"https_proxy", "c:3"},
                        {"HTTPS_PROXY", "d:4"},
                        {"all_proxy", "e:5"},
                        {"ALL_PROXY", "f:6"}};
    CHECK(found("ws://janus.example", all) == "a:1");
    CHECK(found("wss://janus.example", all) == "c:3");
    CHECK(found("ws://janus.example", {{"HTTP_PROXY", "b:2"}, {"ALL_PROXY", "f:6"}}) == "b:2");
    CHECK(found("wss://janus.example", {{"HTTPS_PROXY", "d:4"}, {"all_proxy", "e:5"}}) == "d:4");
    CHECK(found("wss://janus.example", {{"HTTP_PROXY", "b:2"}}).empty());
    CHECK(found("ws://janus.example", {{"HTTPS_PROXY", "d:4"}}).empty());
    CHECK(found("wss://janus.example", {{"ALL_PROXY", "f:6"}}) == "f:6");
    CHECK(found("ws://janus.example", {{"http_proxy", ""}, {"all_proxy", "e:5"}}) == "e:5");
    CHECK(found("ws://janus.example", {}).empty());
}

TEST_CASE("in a CGI the caller does not choose the proxy") {
    CHECK(found("ws://janus.example", {{"HTTP_PROXY", "b:2"}, {"REQUEST_METHOD", "GET"}}).empty());
    CHECK(found("ws://janus.example", {{"http_proxy", "a:1"}, {"REQUEST_METHOD", "GET"}}) == "a:1");
}

TEST_CASE("what a proxy may look like") {
    const auto [text, authority] = GENERATE(table<std::string, std::string>({
            {"proxy.example", "proxy.example:1080"},
            {"proxy.example:3128", "proxy.example:3128"},
            {"http://proxy.example:80/", "proxy.example:80"},
            {"HTTP://Proxy.Example", "proxy.example:1080"},
            {"http://me:p%40ss@proxy.example:8080", "proxy.example:8080"},
            {"http://me:p@ss@192.0.2.1:8080", "192.0.2.1:8080"},
            {"http://[2001:db8::1]:8080", "[2001:db8::1]:8080"},
            {"[2001:db8::1]", "[2001:db8::1]:1080"},
    }));
    CHECK(found("wss://janus.example", {{"https_proxy", text}}) == authority);
}

TEST_CASE("user and password travel as the header wants them, and are shown nowhere") {
    const auto proxy = std::get<std::optional<Proxy>>(
            find("wss://janus.example", {{"https_proxy", "http://me:p%40ss:w%C3%B6rd@proxy:1"}}));
    REQUIRE(proxy);
    REQUIRE(proxy->credentials);
    CHECK(proxy->credentials->reveal() == "bWU6cEBzczp3w7ZyZA==");
    const Url url = std::get<Url>(parse_url("wss://janus.example"));
    CHECK(tunnel_request(url, *proxy).reveal() ==
          "CONNECT janus.example:443 HTTP/1.1\r\nHost: janus.example:443\r\n"
          "User-Agent: janus-talk\r\n"
          "Proxy-Authorization: Basic bWU6cEBzczp3w7ZyZA==\r\n\r\n");
    CHECK(found("wss://janus.example", {{"https_proxy", "http://me@proxy:1"}}) == "proxy:1");
}

TEST_CASE("a proxy that can't be used is refused without showing its password") {
    const std::string text = GENERATE("https://me:secret@proxy.example",
                                      "socks5://me:secret@proxy.example",
                                      "http://me:secret@",
                                      "http://me:secret@proxy.example:0",
                                      "http://me:secret@proxy example");
    const auto result = find("wss://janus.example", {{"HTTPS_PROXY", text}});
    REQUIRE(std::holds_alternative<base::Failure>(result));
    const auto& failure = std::get<base::Failure>(result);
    CHECK(failure.code == base::ExitCode::usage);
    CHECK_THAT(failure.text, Contains("HTTPS_PROXY") && !Contains("secret"));
}

TEST_CASE("hosts that are reached directly") {
    const auto [url, list, direct] = GENERATE(table<std::string, std::string, bool>({
            {"ws://janus.example", "*", true},
            {"ws://janus.example", "janus.example", true},
            {"ws://janus.example", "other.example, janus.example", true},
            {"ws://janus.example", "other.example janus.example", true},
            {"ws://janus.example", "JANUS.example.", true},
            {"ws://janus.example", ".example", true},
            {"ws://janus.example", "*.example", true},
            {"ws://janus.example", "example", true},
            {"ws://janus.example", "s.example", false},
            {"ws://example", ".example", true},
            {"ws://janus.example", "janus", false},
            {"ws://janus.example:8188", "janus.example:8188", true},
            {"ws://janus.example:8188", "janus.example:80", false},
            {"ws://janus.example", "", false},
            {"ws://janus.example", ",, ,", false},
            {"ws://192.0.2.7", "192.0.2.7", true},
            {"ws://192.0.2.7", "192.0.2.0/24", true},
            {"ws://192.0.2.7", "192.0.2.0/29", true},
            {"ws://192.0.2.8", "192.0.2.0/29", false},
            {"ws://192.0.2.8", "0.0.0.0/0", true},
            {"ws://192.0.2.8", "192.0.2.0/33", false},
            {"ws://192.0.2.8", "192.0.2.0/x", false},
            {"ws://192.0.2.8", "2.0.2.8", false},
            {"ws://[2001:db8::7]", "2001:db8::7", true},
            {"ws://[2001:db8::7]", "2001:DB8:0::7", true},
            {"ws://[2001:db8::7]", "[2001:db8::7]", true},
            {"ws://[2001:db8::7]:99", "[2001:db8::7]:99", true},
            {"ws://[2001:db8::7]:99", "[2001:db8::7]:98", false},
            {"ws://[2001:db8::7]", "2001:db8::/32", true},
            {"ws://[2001:db9::7]", "2001:db8::/32", false},
            {"ws://janus.example", "192.0.2.0/24", false},
    }));
    CAPTURE(url, list);
    const std::string proxy = found(url, {{"http_proxy", "proxy:1"}, {"no_proxy", list}});
    CHECK(proxy.empty() == direct);
    CHECK(found(url, {{"http_proxy", "proxy:1"}, {"NO_PROXY", list}}) == proxy);
}

TEST_CASE("this machine is never asked of a proxy") {
    const std::string url =
            GENERATE("ws://127.0.0.1:8188", "ws://localhost", "ws://[::1]:8188", "ws://127.1.2.3");
    CHECK(found(url, {{"http_proxy", "proxy:1"}, {"all_proxy", "proxy:1"}}).empty());
}

TEST_CASE("the status of a proxy's answer") {
    const auto [headers, status] = GENERATE(table<std::string, int>({
            {"HTTP/1.1 200 Connection established\r\n\r\n", 200},
            {"HTTP/1.0 407 \r\n\r\n", 407},
            {"HTTP/1.1 204\r\n\r\n", 204},
            {"HTTP/2 200 \r\n\r\n", 0},
            {"HTTP/1.1200 OK", 0},
            {"HTTP/1.1 20", 0},
            {"HTTP/1.1 -20 OK", 0},
            {"HTTP/1.1 2x0 OK", 0},
            {"SSH-2.0-OpenSSH\r\n\r\n", 0},
            {"", 0},
    }));
    CHECK(answer_status(headers) == status);
}
