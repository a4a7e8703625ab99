// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"
#include "core/sdp_gate.hpp"
#include "core/sdp_texts.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace janus_talk;
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

bool has_line(const std::string& sdp, const std::string& line) {
    return sdp.find("\r\n" + line + "\r\n") != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

std::string offer_with_direction(const std::string& direction) {
    return replaced(webrtcbin_offer, "a=sendrecv", "a=" + direction);
}

} // namespace

TEST_CASE("the answer of Janus 1.1.2 passes and is rebuilt from its useful parts") {
    const CheckedAnswer answer = passed(janus_answer);
    CHECK(answer.sdp ==
          "v=0\r\n"
          "o=- 1 1 IN IP4 0.0.0.0\r\n"
          "s=-\r\n"
          "t=0 0\r\n"
          "a=group:BUNDLE audio0\r\n"
          "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
          "c=IN IP4 0.0.0.0\r\n"
          "a=mid:audio0\r\n"
          "a=sendrecv\r\n"
          "a=rtcp-mux\r\n"
          "a=ice-ufrag:UqfP\r\n"
          "a=ice-pwd:vFTAFAeLlLwOLtXGDOuzuK\r\n"
          "a=ice-options:trickle\r\n"
          "a=fingerprint:sha-256 " +
                  std::string(digest) +
                  "\r\n"
                  "a=setup:active\r\n"
                  "a=rtpmap:111 OPUS/48000/2\r\n"
                  "a=fmtp:111 maxplaybackrate=16000;stereo=0;sprop-stereo=0;useinbandfec=1\r\n"
                  "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
                  "a=msid:janus janusaudio0\r\n"
                  "a=ssrc:3975394709 cname:janus\r\n"
                  "a=candidate:1 1 udp 2015363327 10.77.50.1 20450 typ host\r\n"
                  "a=end-of-candidates\r\n");
    CHECK(answer.fingerprint.algorithm == "sha-256");
    REQUIRE(answer.fingerprint.digest.size() == 32);
    CHECK(answer.fingerprint.digest.front() == 0x77);
    CHECK(answer.fingerprint.digest.back() == 0xBF);
    CHECK_FALSE(answer.stereo);
}

TEST_CASE("an older Janus with its fingerprint at the media passes against a browser's offer") {
    const std::string offer =
            "v=0\r\no=- 8228116172727090866 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE "
            "0\r\n"
            "a=extmap-allow-mixed\r\na=msid-semantic: WMS 416TwQ3TjdPDfcMNX00oHdgdwpqqRP1nJeae\r\n"
            "m=audio 9 UDP/TLS/RTP/SAVPF 111 103 104 9 0 8 106 105 13 110 112 113 126\r\n"
            "c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:o3Gl\r\n"
            "a=ice-pwd:ClchI4tliCGDYVLn23PizctX\r\na=setup:actpass\r\na=mid:0\r\n"
            "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
            "a=extmap:3 "
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
            "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\na=sendrecv\r\na=rtcp-mux\r\n"
            "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n"
            "a=rtpmap:103 ISAC/16000\r\na=rtpmap:9 G722/8000\r\n";
    const CheckedAnswer answer = passed(
            "v=0\r\no=- 1616341342233785 1 IN IP4 188.213.167.189\r\ns=AudioBridge 1234\r\nt=0 "
            "0\r\n"
            "a=group:BUNDLE 0\r\na=msid-semantic: WMS janus\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
            "c=IN IP4 "
            "188.213.167.189\r\na=sendrecv\r\na=mid:0\r\na=rtcp-mux\r\na=ice-ufrag:UqfP\r\n"
            "a=ice-pwd:vFTAFAeLlLwOLtXGDOuzuK\r\na=ice-options:trickle\r\na=fingerprint:sha-256 " +
                    std::string(digest) +
                    "\r\na=setup:active\r\na=rtpmap:111 opus/48000/2\r\n"
                    "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
                    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
                    "a=fmtp:111 maxplaybackrate=16000; stereo=0; sprop-stereo=0; useinbandfec=1\r\n"
                    "a=msid:janus janusa0\r\na=ssrc:3975394709 cname:janus\r\n"
                    "a=ssrc:3975394709 msid:janus janusa0\r\na=ssrc:3975394709 mslabel:janus\r\n"
                    "a=ssrc:3975394709 label:janusa0\r\n"
                    "a=candidate:1 1 udp 2015363327 188.213.167.189 46955 typ host\r\n"
                    "a=end-of-candidates\r\n",
            offer);
    CHECK(has_line(answer.sdp, "a=mid:0"));
    CHECK(has_line(answer.sdp, "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level"));
    CHECK(has_line(answer.sdp, "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid"));
    CHECK(count(answer.sdp, "a=ssrc:") == 1);
    CHECK(has_line(answer.sdp, "a=candidate:1 1 udp 2015363327 188.213.167.189 46955 typ host"));
}

TEST_CASE("what has passed once passes again and changes nothing more") {
    const CheckedAnswer once = passed(janus_answer);
    CHECK(passed(once.sdp) == once);
}

TEST_CASE("line ends may be LF alone") {
    std::string answer;
    for (const char c : janus_answer)
        if (c != '\r')
            answer += c;
    CHECK(passed(answer) == passed(janus_answer));
}

TEST_CASE("blank lines and attributes that say nothing about our payload type are passed over") {
    const std::string odd = replaced(janus_answer, "t=0 0\r\n", "t=0 0\r\n\r\n");
    CHECK(passed(odd) == passed(janus_answer));
    CHECK(passed(with_line(janus_answer, "a=rtpmap:111")) == passed(janus_answer));
    CHECK(passed(with_line(janus_answer, "a=fmtp:112 useinbandfec=0")) == passed(janus_answer));
}

TEST_CASE("full trickle: no candidates and no end of candidates") {
    const std::string answer = without_line(without_line(janus_answer, "a=candidate"), "a=end-of");
    const std::string sdp = passed(answer).sdp;
    CHECK(count(sdp, "candidate") == 0);
    CHECK(has_line(sdp, "a=ice-options:trickle"));
}

TEST_CASE("trickle is only claimed when the server does") {
    const std::string unable =
            without_line(without_line(janus_answer, "a=ice-options"), "a=ice-options");
    CHECK(count(passed(unable).sdp, "ice-options") == 0);
    CHECK(count(passed(with_line(unable, "a=ice-options:ice2 renomination")).sdp, "ice-options") ==
          0);
    CHECK(has_line(passed(with_line(unable, "a=ice-options:ice2 trickle")).sdp,
                   "a=ice-options:trickle"));
}

TEST_CASE("an ICE-lite server is announced as such") {
    const std::string answer = replaced(janus_answer, "t=0 0\r\n", "t=0 0\r\na=ice-lite\r\n");
    CHECK(has_line(passed(answer).sdp, "a=ice-lite"));
    CHECK_FALSE(has_line(passed(janus_answer).sdp, "a=ice-lite"));
}

TEST_CASE("stereo is what the server decodes") {
    CHECK(passed(replaced(janus_answer, " stereo=0; sprop-stereo=0", " stereo=1; sprop-stereo=1"))
                  .stereo);
    CHECK_FALSE(passed(replaced(janus_answer, " sprop-stereo=0", " sprop-stereo=1")).stereo);
    CHECK_FALSE(passed(without_line(janus_answer, "a=fmtp")).stereo);
}

TEST_CASE("directions that carry sound one way pass") {
    CHECK(has_line(passed(replaced(janus_answer, "a=sendrecv", "a=sendonly")).sdp, "a=sendonly"));
    CHECK(has_line(passed(replaced(janus_answer, "a=sendrecv", "a=recvonly")).sdp, "a=recvonly"));
    CHECK(has_line(passed(without_line(janus_answer, "a=sendrecv")).sdp, "a=sendrecv"));
    const std::string listening = replaced(janus_answer, "a=sendrecv", "a=sendonly");
    CHECK(has_line(passed(listening, offer_with_direction("recvonly")).sdp, "a=sendonly"));
}

TEST_CASE("a direction at the session counts when the media has none") {
    const std::string answer = replaced(
            without_line(janus_answer, "a=sendrecv"), "t=0 0\r\n", "t=0 0\r\na=recvonly\r\n");
    CHECK(has_line(passed(answer).sdp, "a=recvonly"));
    CHECK(has_line(passed(replaced(janus_answer, "t=0 0\r\n", "t=0 0\r\na=inactive\r\n")).sdp,
                   "a=sendrecv"));
}

TEST_CASE("a direction that was not offered is refused") {
    CHECK(refused(janus_answer, offer_with_direction("recvonly")).text ==
          "The server's SDP answer gives a direction that was not offered.");
    const std::string sending = replaced(janus_answer, "a=sendrecv", "a=sendonly");
    CHECK(refused(sending, offer_with_direction("sendonly")).code == base::ExitCode::protocol);
}

TEST_CASE("no codec in common is an error that says so, not silence") {
    const std::string inactive =
            replaced(replaced(janus_answer, "SAVPF 111", "SAVPF 0"), "a=sendrecv", "a=inactive");
    const std::string rejected = replaced(janus_answer, "m=audio 9", "m=audio 0");
    for (const std::string& answer : {inactive, rejected}) {
        const base::Failure failure = refused(answer);
        CHECK(failure.code == base::ExitCode::protocol);
        CHECK(failure.text.find("found no codec of ours") != std::string::npos);
        CHECK(failure.hint.find("Opus") != std::string::npos);
    }
    CHECK(refused(replaced(janus_answer,
                           "m=audio 9 UDP/TLS/RTP/SAVPF 111",
                           "m=audio 0 UDP/TLS/RTP/SAVPF"))
                  .text.find("port 0") != std::string::npos);
}

TEST_CASE("only the fmtp parameters that are known and in range are kept") {
    const std::string answer =
            replaced(janus_answer,
                     "maxplaybackrate=16000; stereo=0; sprop-stereo=0; useinbandfec=1",
                     "maxplaybackrate=99999999999; useinbandfec=1;useinbandfec=0; usedtx=2; x=1; "
                     "stereo=1;;minptime=10; "
                     "cbr; maxaveragebitrate=-5; sprop-stereo=1");
    CHECK(has_line(passed(answer).sdp,
                   "a=fmtp:111 useinbandfec=1;stereo=1;minptime=10;sprop-stereo=1"));
    CHECK(count(passed(replaced(janus_answer,
                                "maxplaybackrate=16000; stereo=0; sprop-stereo=0; useinbandfec=1",
                                "?"))
                        .sdp,
                "fmtp") == 0);
}

TEST_CASE("payload types that were not offered are left out when one of ours is there") {
    const std::string answer = with_line(replaced(janus_answer, "SAVPF 111", "SAVPF 0 96 111"),
                                         "a=rtpmap:96 opus/48000/2");
    CHECK(passed(answer).sdp.find("SAVPF 111\r\n") != std::string::npos);
    CHECK(count(passed(answer).sdp, "rtpmap") == 1);
}

TEST_CASE("header extensions are kept only as they were offered") {
    CHECK(count(passed(with_line(janus_answer, "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid"))
                        .sdp,
                "extmap") == 1);
    const std::string renumbered = replaced(janus_answer, "a=extmap:1 ", "a=extmap:2 ");
    CHECK(count(passed(renumbered).sdp, "extmap") == 0);
    const std::string twice = with_line(
            janus_answer, "a=extmap:1/sendonly urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on");
    CHECK(count(passed(twice).sdp, "extmap") == 1);
    CHECK(count(passed(with_line(janus_answer, "a=extmap:")).sdp, "extmap") == 1);
}

TEST_CASE("odd stream names are left out") {
    CHECK(count(passed(replaced(janus_answer, "a=msid:janus janusaudio0", "a=msid:a b c")).sdp,
                "msid") == 0);
    CHECK(count(passed(replaced(janus_answer, "a=msid:janus janusaudio0", "a=msid:a \x1b[2J")).sdp,
                "msid") == 0);
    CHECK(count(passed(replaced(janus_answer, "a=ssrc:3975394709", "a=ssrc:4294967296")).sdp,
                "ssrc:") == 0);
    CHECK(count(passed(replaced(janus_answer, "cname:janus", "cname:")).sdp, "ssrc:") == 0);
    CHECK(count(passed(replaced(janus_answer, "cname:janus", "cname:\xff")).sdp, "ssrc:") == 0);
}

TEST_CASE("the strongest fingerprint is used and weaker ones are ignored") {
    std::string longer = "AA";
    for (int i = 1; i < 64; ++i)
        longer += ":AA";
    const std::string media_level = without_line(janus_answer, "a=fingerprint");
    const std::string both = with_line(with_line(media_level, "a=fingerprint:SHA-512 " + longer),
                                       "a=fingerprint:sha-256 " + std::string(digest));
    const CheckedAnswer strongest = passed(both);
    CHECK(strongest.fingerprint.algorithm == "sha-512");
    CHECK(strongest.fingerprint.digest == std::vector<unsigned char>(64, 0xAA));
    CHECK(count(strongest.sdp, "fingerprint") == 1);

    const std::string beside_weak = with_line(with_line(media_level, "a=fingerprint:sha-1 00:11"),
                                              "a=fingerprint:sha-256 " + std::string(digest));
    CHECK(passed(beside_weak).fingerprint.algorithm == "sha-256");
}

TEST_CASE("a fingerprint at the media hides the one of the session") {
    const std::string answer = with_line(janus_answer, "a=fingerprint:md5 00:11:22");
    CHECK(refused(answer).text.find("no fingerprint of sha-256 or better") != std::string::npos);
}

TEST_CASE("lower-case digests are understood") {
    const std::string answer = replaced(janus_answer, "77:2A:43", "77:2a:43");
    CHECK(passed(answer) == passed(janus_answer));
}

TEST_CASE("candidates that may not be used are left out and the answer passes without them") {
    std::string answer = janus_answer;
    for (const char* line :
         {"a=candidate:2 1 udp 2015363327 1f3c.local 20450 typ host",
          "a=candidate:3 1 udp 2015363327 evil.example.com 53 typ host",
          "a=candidate:4 1 tcp 2015363327 10.77.50.1 20450 typ host tcptype passive",
          "a=candidate:5 1 udp 2015363327 255.255.255.255 20450 typ host",
          "a=candidate:6 1 udp 2015363327 224.0.0.1 20450 typ host",
          "a=candidate:7 1 udp 2015363327 fe80::1 20450 typ host",
          "a=candidate:8 1 udp 2015363327 10.77.50.1 0 typ host",
          "a=candidate:9 2 udp 2015363326 10.77.50.1 20451 typ host",
          "a=candidate:",
          "a=candidate:1 1 udp 2015363327 10.77.50.1 20450 typ host"})
        answer = with_line(answer, line);
    CHECK(passed(answer).sdp == passed(janus_answer).sdp);
}

TEST_CASE("a server on the same host is allowed") {
    const std::string sdp =
            passed(replaced(janus_answer, "10.77.50.1 20450", "127.0.0.1 20450")).sdp;
    CHECK(has_line(sdp, "a=candidate:1 1 udp 2015363327 127.0.0.1 20450 typ host"));
}

TEST_CASE("more candidates than 64 are cut off, in the server's order") {
    const std::string sdp = passed(with_candidates(300)).sdp;
    CHECK(count(sdp, "a=candidate:") == 64);
    CHECK(sdp.find("a=candidate:0 ") != std::string::npos);
    CHECK(sdp.find("a=candidate:64 ") == std::string::npos);
}

TEST_CASE("an offer that is not ours is a bug here, not the server's fault") {
    for (const std::string& offer : {std::string{},
                                     replaced(webrtcbin_offer, "OPUS/48000/2", "PCMU/8000"),
                                     without_line(webrtcbin_offer, "a=mid"),
                                     with_line(webrtcbin_offer, "m=video 9 UDP/TLS/RTP/SAVPF 96")})
        CHECK(refused(janus_answer, offer).code == base::ExitCode::internal);
}

TEST_CASE("the DTLS role offered as ours can't be taken by the server") {
    const std::string offer = replaced(webrtcbin_offer, "setup:actpass", "setup:active");
    CHECK(refused(janus_answer, offer).text.find("DTLS role") != std::string::npos);
    CHECK(has_line(passed(replaced(janus_answer, "setup:active", "setup:passive"), offer).sdp,
                   "a=setup:passive"));
}

TEST_CASE("a candidate on this host is left out of the answer of a server elsewhere") {
    const std::string answer = replaced(janus_answer, "10.77.50.1 20450", "127.0.0.1 20450");
    const auto result =
            core::check_answer(answer, webrtcbin_offer, core::CandidateScope{.loopback = false});
    const auto* checked = std::get_if<CheckedAnswer>(&result);
    REQUIRE(checked != nullptr);
    CHECK(checked->sdp.find("127.0.0.1") == std::string::npos);
}
