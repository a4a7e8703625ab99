// SPDX-License-Identifier: MIT
#include "core/sdp_gate.hpp"
#include "core/sdp_texts.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace janus_talk;
using core::check_answer;
using core::CheckedAnswer;
using core::test::digest;
using core::test::janus_answer;
using core::test::passed;
using core::test::refused;
using core::test::replaced;
using core::test::webrtcbin_offer;
using core::test::with_candidates;
using core::test::with_line;
using core::test::without_line;

namespace {

struct Hostile {
    const char* name;
    std::function<std::string()> answer;
    /// Part of the sentence that refuses it.
    const char* fault;
};

std::function<std::string()> changed(const char* from, const std::string& to) {
    return [=] { return replaced(janus_answer, from, to); };
}

std::function<std::string()> lacking(const char* start) {
    return [=] { return without_line(janus_answer, start); };
}

std::function<std::string()> adding(const std::string& line) {
    return [=] { return with_line(janus_answer, line); };
}

std::function<std::string()> being(std::string text) {
    return [text = std::move(text)] { return text; };
}

std::string many(int number, const std::function<std::string(int)>& piece) {
    std::string text;
    for (int i = 0; i < number; ++i)
        text += piece(i);
    return text;
}

const char* const m_line = "m=audio 9 UDP/TLS/RTP/SAVPF 111";
const char* const own_fingerprint = "sha-256 77:2A";

// What webrtcbin 1.22 accepts silently or stumbles over, one by one.
const std::vector<Hostile>& structure_variants() {
    static const std::vector<Hostile> variants{
            {"empty", being(""), "not valid SDP"},
            {"not SDP", being("<html><body>Bad gateway</body></html>"), "not valid SDP"},
            {"line ends only", being("\r\n\r\n\r\n"), "not valid SDP"},
            {"binary", being(std::string("\x16\x03\x01\x00\xff\xfe", 6)), "not valid SDP"},
            {"without v=", changed("v=0\r\n", ""), "not valid SDP"},
            {"another version", changed("v=0", "v=1"), "not valid SDP"},
            {"v= not first", changed("v=0\r\no=", "o=v=0\r\nv=0\r\no="), "not valid SDP"},
            {"a NUL in the name",
             changed("AudioBridge 1234", std::string("a\0b", 3)),
             "not valid SDP"},
            {"a line without =", adding("garbage"), "not valid SDP"},
            {"a folded line", adding(" continued"), "not valid SDP"},
            {"version only", being("v=0\r\n"), "exactly one m-line"},
            {"no m-line",
             being(janus_answer.substr(0, janus_answer.find("m=audio"))),
             "exactly one m-line"},
            {"a second audio", adding(m_line), "exactly one m-line"},
            {"a video beside", adding("m=video 9 UDP/TLS/RTP/SAVPF 96"), "exactly one m-line"},
            {"a rejected video beside",
             adding("m=video 0 UDP/TLS/RTP/SAVPF 0"),
             "exactly one m-line"},
            {"data beside",
             adding("m=application 9 UDP/DTLS/SCTP webrtc-datachannel"),
             "exactly one m-line"},
            {"1000 m-lines",
             being(janus_answer +
                   many(1000, [](int) { return "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"; })),
             "exactly one m-line"},
            {"video instead", changed("m=audio", "m=video"), "not about audio"},
            {"data instead",
             changed(m_line, "m=application 9 UDP/DTLS/SCTP 5000"),
             "malformed m-line"},
            {"upper-case AUDIO", changed("m=audio", "m=AUDIO"), "not about audio"},
            {"empty m-line", changed(m_line, "m="), "malformed m-line"},
            {"port beyond 16 bits", changed("m=audio 9", "m=audio 65536"), "malformed m-line"},
            {"negative port", changed("m=audio 9", "m=audio -1"), "malformed m-line"},
            {"two ports", changed("m=audio 9", "m=audio 9/2"), "malformed m-line"},
            {"port 0", changed("m=audio 9", "m=audio 0"), "rejects our audio"},
            {"RTP without SRTP", changed("UDP/TLS/RTP/SAVPF", "RTP/AVP"), "does not use UDP/TLS"},
            {"no DTLS", changed("UDP/TLS/RTP/SAVPF", "RTP/SAVPF"), "does not use UDP/TLS"},
            {"over TCP", changed("UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF"), "does not use UDP/TLS"},
            {"no feedback profile",
             changed("UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP"),
             "does not use UDP/TLS"}};
    return variants;
}

const std::vector<Hostile>& size_variants() {
    static const std::vector<Hostile> variants{
            {"larger than 64 kB", adding("a=x:" + std::string(70'000, 'x')), "larger than 64 kB"},
            {"1 MB of fmtp",
             changed("useinbandfec=1", std::string(1'000'000, '1')),
             "larger than 64 kB"},
            {"5000 candidates", [] { return with_candidates(5000); }, "larger than 64 kB"},
            {"20000 formats",
             changed("SAVPF 111",
                     "SAVPF" + many(20'000, [](int i) { return " " + std::to_string(i); })),
             "larger than 64 kB"},
            {"2000 formats",
             changed("SAVPF 111",
                     "SAVPF" + many(2'000, [](int i) { return " " + std::to_string(i); })),
             "malformed m-line"}};
    return variants;
}

const std::vector<Hostile>& media_variants() {
    static const std::vector<Hostile> variants{
            {"no mid", lacking("a=mid"), "mid of our offer"},
            {"a foreign mid", changed("a=mid:audio0", "a=mid:video1"), "mid of our offer"},
            {"a longer mid", changed("a=mid:audio0", "a=mid:audio00"), "mid of our offer"},
            {"two mids", adding("a=mid:audio0"), "mid of our offer"},
            {"an empty mid", changed("a=mid:audio0", "a=mid:"), "mid of our offer"},
            {"the mid at the session only",
             being(replaced(without_line(janus_answer, "a=mid"),
                            "t=0 0\r\n",
                            "t=0 0\r\na=mid:audio0\r\n")),
             "mid of our offer"},
            {"BUNDLE with an unknown mid",
             changed("BUNDLE audio0", "BUNDLE nobody"),
             "bundles media"},
            {"BUNDLE with one more", changed("BUNDLE audio0", "BUNDLE audio0 x"), "bundles media"},
            {"an empty BUNDLE", changed("BUNDLE audio0", "BUNDLE"), "bundles media"},
            {"inactive", changed("a=sendrecv", "a=inactive"), "inactive"},
            {"two directions", adding("a=recvonly"), "two directions"},
            {"an unknown payload type", changed("SAVPF 111", "SAVPF 77"), "no payload type"},
            {"a renumbered payload type",
             being(replaced(
                     replaced(janus_answer, "SAVPF 111", "SAVPF 96"), "rtpmap:111", "rtpmap:96")),
             "no payload type"},
            {"PCMU", changed("SAVPF 111", "SAVPF 0"), "no payload type"},
            {"PCMU under our number", changed("opus/48000/2", "PCMU/8000"), "no payload type"},
            {"no rtpmap", lacking("a=rtpmap"), "no payload type"},
            {"two rtpmaps", adding("a=rtpmap:111 PCMU/8000"), "no payload type"},
            {"rate 0", changed("opus/48000/2", "opus/0/2"), "no payload type"},
            {"negative rate", changed("opus/48000/2", "opus/-48000/2"), "no payload type"},
            {"another rate", changed("opus/48000/2", "opus/16000/2"), "no payload type"},
            {"one channel", changed("opus/48000/2", "opus/48000"), "no payload type"},
            {"multi-channel Opus", changed("opus/48000/2", "multiopus/48000/6"), "no payload type"},
            {"a payload type of 8 bits", changed("SAVPF 111", "SAVPF 239"), "malformed m-line"},
            {"a negative payload type", changed("SAVPF 111", "SAVPF -17"), "malformed m-line"},
            {"a payload type twice", changed("SAVPF 111", "SAVPF 111 111"), "malformed m-line"},
            {"a word as payload type", changed("SAVPF 111", "SAVPF 111 opus"), "malformed m-line"},
            {"no payload type", changed("SAVPF 111", "SAVPF"), "no payload type"}};
    return variants;
}

const std::vector<Hostile>& transport_variants() {
    static const std::vector<Hostile> variants{
            {"no rtcp-mux", lacking("a=rtcp-mux"), "no rtcp-mux"},
            {"no ufrag", lacking("a=ice-ufrag"), "ice-ufrag"},
            {"two ufrags", adding("a=ice-ufrag:abcd"), "ice-ufrag"},
            {"a short ufrag", changed("ice-ufrag:UqfP", "ice-ufrag:Uqf"), "ice-ufrag"},
            {"a long ufrag",
             changed("ice-ufrag:UqfP", "ice-ufrag:" + std::string(257, 'u')),
             "ice-ufrag"},
            {"a space in the ufrag", changed("ice-ufrag:UqfP", "ice-ufrag:Uqf P"), "ice-ufrag"},
            {"a colon in the ufrag", changed("ice-ufrag:UqfP", "ice-ufrag:Uq:fP"), "ice-ufrag"},
            {"no pwd", lacking("a=ice-pwd"), "ice-pwd"},
            {"two pwds", adding("a=ice-pwd:vFTAFAeLlLwOLtXGDOuzuK"), "ice-pwd"},
            {"a short pwd", changed("OLtXGDOuzuK", "OLtXGDOuzu"), "ice-pwd"},
            {"a long pwd", changed("OLtXGDOuzuK", std::string(257, 'p')), "ice-pwd"},
            {"a quote in the pwd", changed("OLtXGDOuzuK", "OLtXGDOuzu\"K"), "ice-pwd"},
            {"no setup", lacking("a=setup"), "a=setup"},
            {"two setups", adding("a=setup:passive"), "a=setup"},
            {"actpass", changed("setup:active", "setup:actpass"), "a=setup"},
            {"holdconn", changed("setup:active", "setup:holdconn"), "a=setup"},
            {"no fingerprint", lacking("a=fingerprint"), "no fingerprint"},
            {"md5", changed("sha-256", "md5"), "no fingerprint"},
            {"sha-1", changed("sha-256", "sha-1"), "no fingerprint"},
            {"an unknown hash", changed("sha-256", "sha-1024"), "no fingerprint"},
            {"an empty fingerprint",
             changed("fingerprint:sha-256 ", "fingerprint: "),
             "no fingerprint"},
            {"no digest",
             being(replaced(janus_answer, " " + std::string(digest), "")),
             "malformed fingerprint"},
            {"a short digest", changed(own_fingerprint, "sha-256 77"), "malformed fingerprint"},
            {"a long digest",
             changed(own_fingerprint, "sha-256 77:2A:00"),
             "malformed fingerprint"},
            {"no hexadecimal", changed(own_fingerprint, "sha-256 77:2G"), "malformed fingerprint"},
            {"other separators",
             changed(own_fingerprint, "sha-256 77-2A"),
             "malformed fingerprint"},
            {"two spaces", changed(own_fingerprint, "sha-256  77:2A"), "malformed fingerprint"},
            {"the digest of sha-256 as sha-512",
             changed("sha-256", "sha-512"),
             "malformed fingerprint"},
            {"a second digest",
             being(replaced(janus_answer,
                            "a=extmap-allow",
                            "a=fingerprint:sha-256 00" + std::string(digest.substr(2)) +
                                    "\r\na=extmap-allow")),
             "two fingerprints"}};
    return variants;
}

bool is_clean(char c) noexcept {
    return (c >= ' ' && c < '\x7F') || c == '\r' || c == '\n';
}

void check_refused(const std::vector<Hostile>& variants) {
    for (const Hostile& variant : variants) {
        INFO(variant.name);
        const base::Failure failure = refused(variant.answer());
        CHECK(failure.code == base::ExitCode::protocol);
        CHECK_THAT(failure.text, Catch::Contains(variant.fault));
        CHECK_FALSE(failure.hint.empty());
        CHECK_THAT(failure.text, !Catch::Contains("vFTAFAeL"));
    }
}

} // namespace

TEST_CASE("answers that are not one audio line over DTLS are refused") {
    check_refused(structure_variants());
    check_refused(size_variants());
}

TEST_CASE("answers about other media than ours are refused") {
    check_refused(media_variants());
}

TEST_CASE("answers without sound ICE and DTLS parameters are refused") {
    check_refused(transport_variants());
}

TEST_CASE("damaged answers never crash, and what passes is clean, small and passes again") {
    std::mt19937 random{GENERATE(1U, 2U, 3U)};
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
    };
    int passes = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string answer = janus_answer;
        for (std::size_t damages = below(4); damages > 0; --damages) {
            const std::size_t at = below(answer.size());
            switch (below(4)) {
            case 0:
                answer[at] = static_cast<char>(below(256));
                break;
            case 1:
                answer.erase(at, below(20));
                break;
            case 2:
                answer.insert(at, 1 + below(3), static_cast<char>(below(256)));
                break;
            default:
                answer.insert(at, answer.substr(below(answer.size()), below(60)));
                break;
            }
        }
        const auto result = check_answer(answer, webrtcbin_offer);
        const auto* checked = std::get_if<CheckedAnswer>(&result);
        if (checked == nullptr)
            continue;
        ++passes;
        REQUIRE(checked->sdp.size() < 16'384);
        REQUIRE(std::all_of(checked->sdp.begin(), checked->sdp.end(), is_clean));
        REQUIRE(passed(checked->sdp) == *checked);
    }
    CHECK(passes > 500);
}
