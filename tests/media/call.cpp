// SPDX-License-Identifier: MIT
#include "media/call.hpp"

namespace janus_talk::media::test {

Call::Call(MediaOptions options, const Answerer::Sound& sound) : peer_sound(sound) {
    log.then = [this](const core::MediaEvent& event) {
        if (const auto* made = std::get_if<core::media::OfferReady>(&event)) {
            offer = made->sdp;
            peer = std::make_unique<Answerer>(peer_sound);
            answer = peer->answer(offer);
            const auto sent = tamper ? tamper(answer) : std::optional{answer};
            if (sent)
                session->apply_answer(made->epoch, *sent);
        }
        if (const auto* local = std::get_if<core::media::LocalCandidate>(&event)) {
            if (peer)
                peer->add_candidate(local->sdp_mline_index, local->candidate);
        }
    };
    session = std::make_unique<MediaSession>(
            runtime(), std::move(options), stage.loop, stage.mailbox, log);
}

bool Call::connect(core::MediaEpoch epoch) {
    const std::size_t before = log.all<core::media::FirstAudio>().size();
    start(epoch);
    return wait_for<core::media::FirstAudio>(before + 1);
}

bool Call::hang_up(core::MediaEpoch epoch) {
    const std::size_t before = log.all<core::media::Stopped>().size();
    session->stop(epoch);
    return wait_for<core::media::Stopped>(before + 1);
}

} // namespace janus_talk::media::test
