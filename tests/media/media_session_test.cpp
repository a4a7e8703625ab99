// SPDX-License-Identifier: MIT
#include "media/answerer.hpp"
#include "media/session_bench.hpp"

#include <catch2/catch.hpp>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;

namespace {

constexpr core::MediaEpoch first{1};

/// A session and the other end, connected as the application would connect them.
struct Call {
    explicit Call(MediaOptions options, Answerer::Sound sound = {})
        : peer(sound), session(runtime(), std::move(options), stage.loop, stage.mailbox, log) {
        log.then = [this](const core::MediaEvent& event) {
            if (const auto* offer = std::get_if<core::media::OfferReady>(&event))
                on_offer(*offer);
            if (const auto* local = std::get_if<core::media::LocalCandidate>(&event))
                peer.add_candidate(local->sdp_mline_index, local->candidate);
        };
    }

    void on_offer(const core::media::OfferReady& offer) {
        answer = peer.answer(offer.sdp);
        if (tamper)
            tamper(answer);
        session.apply_answer(offer.epoch, answer);
    }

    Stage stage;
    EventLog log;
    Answerer peer;
    core::CheckedAnswer answer;
    std::function<void(core::CheckedAnswer&)> tamper;
    MediaSession session;
};

} // namespace

TEST_CASE("A tone goes out and the other end's tone comes in") {
    MediaOptions options = quiet_options();
    options.input = "tone:1000@-12";
    Call call{options, {440, 0.1}};
    call.session.start(first);
    REQUIRE(call.stage.wait_for([&] { return call.log.has<core::media::FirstAudio>(); }));
    REQUIRE(call.stage.wait_for([&] { return call.log.all<core::media::Levels>().size() >= 3; }));

    const auto heard = tail(call.peer.heard(), 1);
    CHECK(amplitude_at(heard, 1000) == Approx(0.25).epsilon(0.15));
    CHECK(amplitude_at(heard, 440) < 0.01);
    const auto levels = call.log.all<core::media::Levels>().back();
    CHECK(levels.tx_peak_dbfs == Approx(-12).margin(0.1));
    CHECK(levels.tx_dbfs == Approx(-15).margin(0.1));
    CHECK(levels.rx_dbfs == Approx(-23).margin(1.5));
    CHECK(call.log.has<core::media::DtlsVerified>());
    CHECK(call.log.has<core::media::CandidatePair>());
    call.session.stop(first);
    CHECK(call.stage.wait_for([&] { return call.log.has<core::media::Stopped>(); }));
}

TEST_CASE("No sound passes either way when the certificate isn't the announced one") {
    MediaOptions options = quiet_options();
    options.input = "tone:1000@-12";
    Call call{options};
    call.tamper = [](core::CheckedAnswer& answer) { answer.fingerprint.digest[7] ^= 1U; };
    call.session.start(first);
    REQUIRE(call.stage.wait_for([&] { return call.log.has<core::media::Failed>(); }));
    call.stage.let(500ms);

    CHECK(call.log.all<core::media::Failed>().front().failure.code == base::ExitCode::protocol);
    CHECK(call.peer.packets().empty());
    CHECK_FALSE(call.log.has<core::media::FirstAudio>());
    CHECK_FALSE(call.log.has<core::media::DtlsVerified>());
}
