// SPDX-License-Identifier: MIT
#include "janus/token.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

using namespace janus_talk;
using namespace janus_talk::janus;
using namespace std::chrono_literals;

namespace {

struct Vector {
    std::string key;
    TokenClaims claims;
    std::string token;
};

std::chrono::sys_seconds at(std::int64_t seconds) {
    return std::chrono::sys_seconds{std::chrono::seconds{seconds}};
}

/// The signatures were made with Python's hmac and base64.
std::vector<Vector> vectors() {
    return {
            {"key",
             {at(1700000000), "janus", {"janus.plugin.audiobridge"}},
             "1700000000,janus,janus.plugin.audiobridge:yQhLsVGu5lcvoAmUpDwff93dtAo="},
            {"s3cret-of-a-server",
             {at(1893456000), "janus", {"janus.plugin.audiobridge", "janus.plugin.echotest"}},
             "1893456000,janus,janus.plugin.audiobridge,janus.plugin.echotest:"
             "5x9QkhM5ypja1AeYmAUoUPNTKx8="},
            {std::string(100, 'k'), {at(0), "janus", {}}, "0,janus:oBjOnKZArhDMlugTf/zdblphcik="},
            {"schl\xc3\xbcssel",
             {at(1893456000), "janus.plugin.audiobridge", {"room=1234"}},
             "1893456000,janus.plugin.audiobridge,room=1234:AxNmbNgoUcOu3RVljuOrmOVXACc="},
    };
}

TokenVerdict verdict_on(const std::string& token, const std::string& key = "key") {
    return check_token(token, base::Secret{key}, at(1600000000)).verdict;
}

const std::string good = "1700000000,janus,janus.plugin.audiobridge:yQhLsVGu5lcvoAmUpDwff93dtAo=";

} // namespace

TEST_CASE("tokens are signed as other programs sign them") {
    for (const Vector& vector : vectors()) {
        INFO(vector.token);
        CHECK(mint_token(vector.claims, base::Secret{vector.key}) == vector.token);
        const auto check =
                check_token(vector.token, base::Secret{vector.key}, vector.claims.expiry);
        CHECK(check.verdict == TokenVerdict::valid);
        CHECK(check.claims == vector.claims);
    }
}

TEST_CASE("a token is valid up to and including its last second") {
    const base::Secret key{"key"};
    CHECK(check_token(good, key, at(1700000000)).verdict == TokenVerdict::valid);
    CHECK(check_token(good, key, at(1700000001)).verdict == TokenVerdict::expired);
}

TEST_CASE("one changed character anywhere makes a token worthless") {
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string changed = good;
        changed[i] = changed[i] == '1' ? '2' : '1';
        INFO(changed);
        const TokenVerdict verdict = verdict_on(changed);
        CHECK((verdict == TokenVerdict::wrong_signature || verdict == TokenVerdict::malformed));
    }
    CHECK(verdict_on(good, "other") == TokenVerdict::wrong_signature);
    CHECK(verdict_on(good.substr(0, good.size() - 1)) == TokenVerdict::wrong_signature);
    CHECK(verdict_on(good + "=") == TokenVerdict::wrong_signature);
    CHECK(verdict_on(good + ":x") == TokenVerdict::wrong_signature);
}

TEST_CASE("what is no token is malformed") {
    for (const char* text : {"",
                             ":",
                             "1700000000,janus",
                             "1700000000:yQhL",
                             ",janus,x:y",
                             "17e8,janus,x:y",
                             "-5,janus,x:y",
                             "99999999999999999999,janus,x:y",
                             "999999999999,janus,x:y",
                             "1700000000,,x:y",
                             "1700000000,janus,,x:y",
                             "1700000000,janus,a b:y",
                             "1700000000,janus,\x1b[31m:y"}) {
        INFO(text);
        const auto check = check_token(text, base::Secret{"key"}, at(0));
        CHECK(check.verdict == TokenVerdict::malformed);
        CHECK_FALSE(check.claims);
    }
    CHECK(verdict_on("1," + std::string(5000, 'x') + ":y") == TokenVerdict::malformed);
}

TEST_CASE("what a wrongly signed token claims is shown, as a claim") {
    const auto check = check_token(good, base::Secret{"other"}, at(0));
    REQUIRE(check.claims);
    CHECK(check.claims->expiry == at(1700000000));
    CHECK(check.claims->descriptors == std::vector<std::string>{"janus.plugin.audiobridge"});
}

TEST_CASE("words with the marks of a token can't stand in one") {
    CHECK(is_token_word("room=1234"));
    CHECK(is_token_word("room=K\xc3\xbc"
                        "che"));
    for (const char* word : {"", "a,b", "a:b", "a b", "a\n", "\x7f"})
        CHECK_FALSE(is_token_word(word));
}
