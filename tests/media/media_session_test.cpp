// SPDX-License-Identifier: MIT
#include "media/answerer.hpp"
#include "media/call.hpp"
#include "media/dtls_identity.hpp"
#include "media/fingerprint.hpp"
#include "media/media_session.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;
using namespace janus_talk::core::media;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("A tone goes out and the other end's tone comes in") {
    Call call{with_input("tone:1000@-12"), {440, 0.1}};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<Levels>(3));

    const auto heard = tail(call.peer->heard(), 1);
    CHECK(amplitude_at(heard, 1000) == Approx(0.25).epsilon(0.15));
    CHECK(amplitude_at(heard, 440) < 0.01);
    const Levels levels = call.log.all<Levels>().back();
    CHECK(levels.tx_peak_dbfs.value() == Approx(-12).margin(0.1));
    CHECK(levels.tx_dbfs.value() == Approx(-15).margin(0.1));
    CHECK(levels.rx_dbfs == Approx(-23).margin(1.5));
    CHECK(levels.clipped == 0);
    CHECK(call.hang_up());
    CHECK(call.log.all<Failed>().empty());
    CHECK(complaints(call.log).empty());
}

TEST_CASE("What happens on the way is told in its order") {
    Call call{with_input("null")};
    REQUIRE(call.connect());
    std::vector<std::size_t> order;
    for (const auto& event : call.log.events())
        order.push_back(event.index());
    const auto position = [&](const auto& event) {
        const std::size_t index = core::MediaEvent{event}.index();
        return std::find(order.begin(), order.end(), index) - order.begin();
    };
    CHECK(position(OfferReady{}) == 0);
    CHECK(position(LocalCandidate{}) < position(GatheringComplete{}));
    CHECK(position(IceStateChanged{}) < position(CandidatePair{}));
    CHECK(position(CandidatePair{}) < position(DtlsVerified{}));
    CHECK(position(DtlsVerified{}) < position(FirstAudio{}));
    const CandidatePair pair = call.log.all<CandidatePair>().front();
    CHECK(pair.local.starts_with("127.0.0.1:"));
    CHECK(pair.remote.starts_with("127.0.0.1:"));
    CHECK(pair.type == "host");
    CHECK(pair.protocol == "udp");
    CHECK(call.log.all<GatheringComplete>().front().usable);
}

TEST_CASE("The offer says what AudioBridge needs to know") {
    Call call{with_input("null")};
    call.start();
    REQUIRE(call.wait_for<OfferReady>());
    CHECK(has(call.offer, "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"));
    CHECK(has(call.offer, "a=rtpmap:111 OPUS/48000/2\r\n"));
    CHECK(has(call.offer, "useinbandfec=1"));
    CHECK(has(call.offer, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"));
    CHECK(has(call.offer, "a=rtcp-mux"));
    CHECK(has(call.offer, "a=setup:actpass"));
    CHECK(has(call.offer, "a=ssrc:"));
    CHECK_FALSE(has(call.offer, "stereo=1"));
    CHECK_FALSE(has(call.offer, "TCP"));
    // Our certificate alone is hashed, not the key that stands beside it.
    const std::string fingerprint = fingerprint_text(runtime().identity().pem(), "sha-256");
    CHECK(has(call.offer, "a=fingerprint:sha-256 " + fingerprint + "\r\n"));
    CHECK(call.log.all<OfferReady>().size() == 1);
}

TEST_CASE("The offer has the codec that is wanted and no other, from who talks and who listens") {
    for (const bool listens : {false, true}) {
        MediaOptions options = with_input("null");
        options.codec = core::Codec::pcma;
        options.listen_only = listens;
        Call call{options};
        call.start();
        REQUIRE(call.wait_for<OfferReady>());
        CHECK(has(call.offer, "m=audio 9 UDP/TLS/RTP/SAVPF 8\r\n"));
        CHECK(has(call.offer, "a=rtpmap:8 PCMA/8000\r\n"));
        CHECK_FALSE(has(call.offer, "fmtp"));
        CHECK(has(call.offer, "ssrc-audio-level") != listens);
    }
}

TEST_CASE("Stereo is offered when it is wanted") {
    MediaOptions options = with_input("tone:1000@-12");
    options.stereo = true;
    Call call{options, {440, 0.1, 2}};
    REQUIRE(call.connect());
    CHECK(has(call.offer, "stereo=1"));
    REQUIRE(call.wait_for<Levels>(2));
    CHECK(amplitude_at(tail(call.peer->heard(), 0.5), 1000) == Approx(0.25).epsilon(0.15));
}

TEST_CASE("With loss expected, both ends still hear each other") {
    MediaOptions options = with_input("tone:1000@-12");
    options.expected_loss = 10;
    Call call{options, {440, 0.1}};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<Levels>(3));
    CHECK(amplitude_at(tail(call.peer->heard(), 0.5), 1000) == Approx(0.25).epsilon(0.15));
    CHECK(call.log.all<Levels>().back().rx_dbfs == Approx(-23).margin(1.5));
}

TEST_CASE("Without trickle the offer comes late and whole") {
    MediaOptions options = with_input("null");
    options.trickle = false;
    Call call{options};
    REQUIRE(call.connect());
    CHECK(has(call.offer, "a=candidate:"));
    CHECK_FALSE(has(call.offer, " TCP "));
    CHECK(call.log.all<LocalCandidate>().empty());
    CHECK(call.log.all<OfferReady>().size() == 1);
}

TEST_CASE("Ports stay in the range that was given") {
    MediaOptions options = with_input("null");
    options.rtp_ports = PortRange{41000, 41050};
    Call call{options};
    REQUIRE(call.connect());
    const std::string local = call.log.all<CandidatePair>().front().local;
    const int port = std::stoi(local.substr(local.find(':') + 1));
    CHECK(port >= 41000);
    CHECK(port <= 41050);
}

TEST_CASE("No sound passes either way when the certificate isn't the announced one") {
    Call call{with_input("tone:1000@-12")};
    call.tamper = [](core::CheckedAnswer answer) {
        answer.fingerprint.digest[7] ^= 1U;
        return answer;
    };
    call.start();
    REQUIRE(call.wait_for<Failed>());
    call.stage.let(500ms);

    CHECK(call.log.all<Failed>().size() == 1);
    CHECK(call.log.all<Failed>().front().failure.code == base::ExitCode::protocol);
    CHECK(call.peer->packets().empty());
    CHECK_FALSE(call.log.has<FirstAudio>());
    CHECK_FALSE(call.log.has<DtlsVerified>());
    CHECK(call.hang_up());
}

TEST_CASE("Packets are 20 ms apart, evenly numbered, and honest about their level") {
    Call call{with_input("tone:1000@-12")};
    REQUIRE(call.connect());
    REQUIRE(call.stage.wait_for([&] { return call.peer->packets().size() >= 150; }));
    const auto packets = call.peer->packets();
    std::size_t gaps = 0;
    for (std::size_t i = 1; i < packets.size(); ++i) {
        CHECK(packets[i].payload_type == 111);
        CHECK(static_cast<std::uint16_t>(packets[i].sequence - packets[i - 1].sequence) == 1);
        const std::uint32_t step = packets[i].timestamp - packets[i - 1].timestamp;
        // A tick that a busy machine made late is left out; its time is not.
        CHECK(step % 960 == 0);
        CHECK(step > 0);
        if (step != 960)
            ++gaps;
        if (i > 1)
            CHECK(packets[i].level == 15);
    }
    CHECK(gaps < packets.size() / 4);
}

TEST_CASE("Muted, silence leaves; unmuted, sound does") {
    MediaOptions options = with_input("tone:1000@-12");
    options.muted = true;
    Call call{options};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<Levels>(2));
    for (const auto& packet : call.peer->packets())
        CHECK(packet.level == 127);
    CHECK(loudness(call.peer->heard()) == 0);
    CHECK(call.log.all<Levels>().back().tx_dbfs == -127);

    call.session->set_muted(false);
    REQUIRE(call.wait_for<Levels>(4));
    CHECK(amplitude_at(tail(call.peer->heard(), 0.5), 1000) == Approx(0.25).epsilon(0.15));

    call.session->set_muted(true);
    REQUIRE(call.wait_for<Levels>(6));
    CHECK(loudness(tail(call.peer->heard(), 0.3)) < 0.001);
}

TEST_CASE("The first packet after silence says that it is none") {
    MediaOptions options = with_input("tone:1000@-12");
    options.muted = true;
    Call call{options};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<Levels>(2));
    // Silence is coded in a few bytes.
    const std::size_t silence = call.peer->packets().back().size;
    call.session->set_muted(false);
    REQUIRE(call.wait_for<Levels>(4));
    const auto packets = call.peer->packets();
    const auto first = std::find_if(packets.begin() + 10, packets.end(), [&](const auto& packet) {
        return packet.size > silence + 20;
    });
    REQUIRE(first != packets.end());
    CHECK(std::prev(first)->level == 127);
    // A mixer that leaves out what is marked as silent would swallow the beginning.
    CHECK(first->level == 15);
}

TEST_CASE("A file is heard from its first to its last sample, and its end is told") {
    const ScratchFolder folder;
    Samples sound = sine(600, 0.4);
    const Samples end = sine(1500, 0.4);
    sound.insert(sound.end(), end.begin(), end.end());
    write_file(folder.path("a.wav"), wav_bytes(sound));
    Call call{with_input("file:" + folder.path("a.wav"))};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<InputEnded>());
    call.stage.let(300ms);
    const auto heard = call.peer->heard();
    CHECK(call.log.all<InputEnded>().size() == 1);
    // How long each tone was heard, from its energy.
    const auto seconds_of = [&](double hz) {
        double seconds = 0;
        for (std::size_t at = 0; at + 960 <= heard.size(); at += 960) {
            const Samples piece(heard.begin() + static_cast<std::ptrdiff_t>(at),
                                heard.begin() + static_cast<std::ptrdiff_t>(at + 960));
            if (amplitude_at(piece, hz) > 0.12)
                seconds += 0.02;
        }
        return seconds;
    };
    CHECK(seconds_of(600) == Approx(0.4).margin(0.05));
    CHECK(seconds_of(1500) == Approx(0.4).margin(0.05));
}

TEST_CASE("Who only listens offers to receive, hears, and sends nothing") {
    MediaOptions options = with_input("null");
    options.listen_only = true;
    options.stereo = GENERATE(false, true);
    Call call{options, {440, 0.1, options.stereo ? 2U : 1U}};
    REQUIRE(call.connect());
    CHECK(has(call.offer, "a=recvonly"));
    CHECK_FALSE(has(call.offer, "a=ssrc:"));
    REQUIRE(call.wait_for<Levels>(2));
    CHECK(call.log.all<Levels>().back().rx_dbfs == Approx(-23).margin(1.5));
    CHECK_FALSE(call.log.all<Levels>().back().tx_dbfs);
    CHECK_FALSE(call.log.all<Levels>().back().clipped);
    REQUIRE(call.wait_for<Stats>(2));
    CHECK(call.log.all<Stats>().back().rx.packets > 0);
    CHECK(call.log.all<Stats>().back().tx.packets == 0);
    CHECK(call.peer->packets().empty());
    CHECK(call.hang_up());
    CHECK(call.log.all<Failed>().empty());
}

TEST_CASE("A pause of the other end is told, and so is its end") {
    Call call{with_input("null")};
    REQUIRE(call.connect());
    call.peer->pause(true);
    REQUIRE(call.wait_for<RtpFlow>());
    CHECK_FALSE(call.log.all<RtpFlow>().back().receiving);
    call.peer->pause(false);
    REQUIRE(call.wait_for<RtpFlow>(2));
    CHECK(call.log.all<RtpFlow>().back().receiving);
}

TEST_CASE("Figures are reported once a second and make sense") {
    Call call{with_input("tone")};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<Stats>(4));
    const auto all = call.log.all<Stats>();
    const Stats last = all.back();
    CHECK(last.tx.packets > all.front().tx.packets);
    CHECK(last.rx.packets > all.front().rx.packets);
    CHECK(last.tx.kbps > 5);
    CHECK(last.tx.kbps < 60);
    CHECK(last.rx.kbps > 5);
    CHECK(last.tx.lost_pct >= 0);
    CHECK(last.rx.lost_pct < 20);
    CHECK(last.rx_jitter_ms.value_or(-1) >= 0);
    CHECK(last.rx_buffer_ms.value_or(-1) >= 0);
    CHECK(last.rx_buffer_ms.value_or(1000) < 500);
    CHECK(last.rx_concealed_pct.value_or(-1) < 50);
    CHECK(last.rx_late.has_value());
    CHECK(call.stage.wait_for([&] { return call.log.all<Stats>().back().rtt_ms.has_value(); }));
    CHECK(call.log.all<Stats>().back().rtt_ms.value_or(-1) < 1000);
}

TEST_CASE("Both directions are recorded") {
    const ScratchFolder folder;
    MediaOptions options = with_input("tone:1000@-12");
    options.record = folder.path("heard.wav");
    options.record_sent = folder.path("sent.wav");
    Call call{options, {440, 0.25}};
    REQUIRE(call.connect());
    REQUIRE(call.wait_for<Levels>(2));
    REQUIRE(call.hang_up());
    CHECK(call.log.all<RecordingChanged>().size() == 4);
    CHECK(amplitude_at(tail(decode_file(folder.path("heard.wav")), 1), 440) ==
          Approx(0.25).epsilon(0.15));
    CHECK(amplitude_at(tail(decode_file(folder.path("sent.wav")), 1), 1000) ==
          Approx(0.25).epsilon(0.02));
}
