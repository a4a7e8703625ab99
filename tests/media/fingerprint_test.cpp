// SPDX-License-Identifier: MIT
#include "media/fingerprint.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using namespace janus_talk::media;

namespace {

// "hello" in place of a certificate: the digests below are those of sha256sum and its sisters.
constexpr const char* pem = "-----BEGIN CERTIFICATE-----\naGVs\nbG8=\n-----END CERTIFICATE-----\n";
constexpr const char* sha_256 = "2C:F2:4D:BA:5F:B0:A3:0E:26:E8:3B:2A:C5:B9:E2:9E:1B:16:1E:5C:1F:A7:"
                                "42:5E:73:04:33:62:93:8B:98:24";

core::Fingerprint right() {
    return {"sha-256", certificate_digest(pem, "sha-256")};
}

} // namespace

TEST_CASE("A certificate is hashed without its wrapping") {
    CHECK(fingerprint_text(pem, "sha-256") == sha_256);
    CHECK(certificate_digest(pem, "sha-384").size() == 48);
    CHECK(certificate_digest(pem, "sha-512").size() == 64);
}

TEST_CASE("Only the first certificate counts, and no key that stands beside it") {
    const std::string more =
            std::string{pem} + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    CHECK(fingerprint_text(more, "sha-256") == sha_256);
}

TEST_CASE("Weak or unknown digests never match") {
    const std::string algorithm = GENERATE("md5", "sha-1", "SHA-256", "");
    CHECK(certificate_digest(pem, algorithm).empty());
    CHECK_FALSE(matches(pem, {algorithm, {}}));
}

TEST_CASE("The announced certificate matches, and one wrong bit anywhere does not") {
    CHECK(matches(pem, right()));
    for (std::size_t byte = 0; byte < 32; ++byte) {
        core::Fingerprint wrong = right();
        wrong.digest[byte] ^= 0x80U;
        CHECK_FALSE(matches(pem, wrong));
    }
}

TEST_CASE("Digests of another length and texts without a certificate don't match") {
    core::Fingerprint cut = right();
    cut.digest.pop_back();
    CHECK_FALSE(matches(pem, cut));
    cut.digest.clear();
    CHECK_FALSE(matches(pem, cut));
    CHECK_FALSE(matches("", right()));
    CHECK_FALSE(matches("", {"sha-256", {}}));
    CHECK_FALSE(matches("-----BEGIN CERTIFICATE-----\naGVsbG8=", right()));
    CHECK_FALSE(matches("-----BEGIN CERTIFICATE----------END CERTIFICATE-----", {"sha-256", {}}));
}
