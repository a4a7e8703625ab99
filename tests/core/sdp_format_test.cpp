// SPDX-License-Identifier: MIT
#include "core/codec.hpp"
#include "core/sdp_gate.hpp"
#include "core/sdp_texts.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace janus_talk;
using core::test::janus_answer;
using core::test::passed;
using core::test::pcma_answer;
using core::test::pcma_offer;
using core::test::refused;
using core::test::replaced;
using core::test::webrtcbin_offer;
using core::test::with_line;
using core::test::without_line;

namespace {

/// PCMU in the place of PCMA.
std::string with_pcmu(const std::string& text) {
    return replaced(replaced(text, "SAVPF 8", "SAVPF 0"), "8 PCMA/8000", "0 PCMU/8000");
}

const std::string pcma_line = "a=rtpmap:8 PCMA/8000";

std::string mapped(const std::string& mapping) {
    return replaced(pcma_answer, pcma_line, mapping);
}

} // namespace

TEST_CASE("Codecs are found by the name that Janus has for them") {
    for (const core::CodecFacts& facts : core::codecs) {
        CHECK(core::codec_named(facts.name) == facts.codec);
        CHECK(&core::facts_of(facts.codec) == &facts);
    }
    CHECK_FALSE(core::codec_named("PCMA"));
    CHECK_FALSE(core::codec_named(""));
}

TEST_CASE("An answer with the G.711 of our offer passes and is rebuilt with it") {
    const auto pcma = passed(pcma_answer, pcma_offer);
    CHECK(pcma.sdp.find("m=audio 9 UDP/TLS/RTP/SAVPF 8\r\n") != std::string::npos);
    CHECK(pcma.sdp.find("\r\na=rtpmap:8 PCMA/8000\r\n") != std::string::npos);
    CHECK(pcma.sdp.find("fmtp") == std::string::npos);
    CHECK_FALSE(pcma.stereo);
    CHECK(passed(pcma.sdp, pcma_offer) == pcma);

    const auto pcmu = passed(with_pcmu(pcma_answer), with_pcmu(pcma_offer));
    CHECK(pcmu.sdp.find("m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n") != std::string::npos);
    CHECK(pcmu.sdp.find("\r\na=rtpmap:0 PCMU/8000\r\n") != std::string::npos);
}

TEST_CASE("A static payload type needs no rtpmap, and any spelling of it will do") {
    const auto whole = passed(pcma_answer, pcma_offer);
    CHECK(passed(without_line(pcma_answer, pcma_line), pcma_offer) == whole);
    CHECK(passed(mapped("a=rtpmap:8 pcma/8000"), pcma_offer) == whole);
    CHECK(passed(mapped("a=rtpmap:8 PCMA/8000/1"), pcma_offer) == whole);
    // In our own offer as well, whoever makes it.
    CHECK(passed(pcma_answer, without_line(pcma_offer, pcma_line)) == whole);
    CHECK(passed(without_line(with_pcmu(pcma_answer), "a=rtpmap"), with_pcmu(pcma_offer)) ==
          passed(with_pcmu(pcma_answer), with_pcmu(pcma_offer)));
}

TEST_CASE("Parameters of G.711 are left out: it has none") {
    CHECK(passed(with_line(pcma_answer, "a=fmtp:8 stereo=1;useinbandfec=1"), pcma_offer) ==
          passed(pcma_answer, pcma_offer));
}

TEST_CASE("Another codec than that of the offer is refused, in either direction") {
    struct Row {
        const char* name;
        std::string answer;
        std::string offer;
        const char* wanted;
    };

    const std::vector<Row> rows{
            {"Opus for PCMA", janus_answer, pcma_offer, "PCMA/8000"},
            {"PCMA for Opus", pcma_answer, webrtcbin_offer, "OPUS/48000/2"},
            {"PCMU for PCMA", with_pcmu(pcma_answer), pcma_offer, "PCMA/8000"},
            {"PCMA for PCMU", pcma_answer, with_pcmu(pcma_offer), "PCMU/8000"},
            {"Opus under the number of PCMA",
             mapped("a=rtpmap:8 opus/48000/2"),
             pcma_offer,
             "PCMA/8000"},
            {"PCMU under the number of PCMA", mapped("a=rtpmap:8 PCMU/8000"), pcma_offer, "PCMA"},
            {"another rate", mapped("a=rtpmap:8 PCMA/16000"), pcma_offer, "PCMA/8000"},
            {"two channels", mapped("a=rtpmap:8 PCMA/8000/2"), pcma_offer, "PCMA/8000"},
            {"a mapping of nothing", mapped("a=rtpmap:8 "), pcma_offer, "PCMA/8000"},
            {"two mappings", with_line(pcma_answer, pcma_line), pcma_offer, "PCMA/8000"},
            {"PCMA under another number",
             replaced(mapped("a=rtpmap:96 PCMA/8000"), "SAVPF 8", "SAVPF 96"),
             pcma_offer,
             "PCMA/8000"}};
    for (const auto& [name, answer, offer, wanted] : rows) {
        INFO(name);
        const base::Failure failure = refused(answer, offer);
        CHECK(failure.code == base::ExitCode::protocol);
        CHECK(failure.text.find("no payload type of our offer") != std::string::npos);
        CHECK(failure.text.find(wanted) != std::string::npos);
    }
}

TEST_CASE("A server without our codec is told from one that can't be understood") {
    const auto failure = refused(replaced(pcma_answer, "a=sendrecv", "a=inactive"), pcma_offer);
    CHECK(failure.text.find("found no codec of ours") != std::string::npos);
    CHECK(failure.hint.find("PCMA only") != std::string::npos);
}

TEST_CASE("Of an offer with several codecs the first one counts") {
    const std::string several = replaced(webrtcbin_offer, "SAVPF 111", "SAVPF 111 0 8");
    CHECK(passed(janus_answer, several) == passed(janus_answer));
    CHECK(refused(pcma_answer, several).text.find("OPUS/48000/2") != std::string::npos);
    const std::string pcma_first = replaced(webrtcbin_offer, "SAVPF 111", "SAVPF 8 0 111");
    CHECK(passed(pcma_answer, pcma_first) == passed(pcma_answer, pcma_offer));
}
