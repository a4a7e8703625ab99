// SPDX-License-Identifier: MIT
#pragma once

#include "media/answerer.hpp"
#include "media/session_bench.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace janus_talk::media::test {

inline constexpr core::MediaEpoch first_epoch{1};

/// A session and the other end, connected as the application would connect them.
struct Call {
    explicit Call(MediaOptions options, const Answerer::Sound& sound = {});

    void start(core::MediaEpoch epoch = first_epoch) { session->start(epoch); }

    /// Starts, and waits until sound comes in.
    bool connect(core::MediaEpoch epoch = first_epoch);
    /// Stops, and waits until all is closed.
    bool hang_up(core::MediaEpoch epoch = first_epoch);

    template <typename Event>
    bool wait_for(std::size_t count = 1) {
        return stage.wait_for([&] { return log.all<Event>().size() >= count; });
    }

    Stage stage;
    EventLog log;
    Answerer::Sound peer_sound;
    /// A new one for each offer.
    std::unique_ptr<Answerer> peer;
    std::string offer;
    core::CheckedAnswer answer;
    /// May change the answer before it is applied; without a value it never comes.
    std::function<std::optional<core::CheckedAnswer>(core::CheckedAnswer)> tamper;
    std::unique_ptr<MediaSession> session;
};

} // namespace janus_talk::media::test
