// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "base/secret.hpp"
#include "core/candidate.hpp"
#include "core/codec.hpp"
#include "core/goal.hpp"
#include "core/link_adaptation.hpp"
#include "core/timing.hpp"
#include "janus/audiobridge_request.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace janus_talk::core {

/// What the user wants of a conference, already validated.
struct ConferenceConfig {
    base::RoomId room;
    /// Empty: Janus chooses one.
    std::optional<base::ParticipantId> id;
    std::optional<base::Secret> pin;
    /// `muted` in here is ignored in favour of the one below.
    janus::ParticipantSettings settings;
    /// What the media offers, and nothing else.
    Codec codec = Codec::opus;
    bool muted = false;
    /// Make the room if it is missing, and destroy it on leaving if it was us who made it.
    bool create_room = false;
    /// Attach the offer to `join` instead of `configure`: one round trip less.
    bool fast_join = false;
    /// false: the offer holds all candidates and none is sent later.
    bool trickle = true;
    /// Leave when a finite input has been played and the server has mixed the last of it.
    bool leave_after_play = false;
    /// Playing is what we came for: leaving earlier is no success, and `stay` is how long to play.
    bool must_play = false;
    /// We send nothing; the server knows us as muted.
    bool listen_only = false;
    std::chrono::milliseconds ready_limit = timing::ready_limit;
    /// Leave after so long with media up.
    std::optional<std::chrono::milliseconds> stay;
    /// What is waited for, and what must not happen meanwhile.
    Goal::Wish goal{};
    /// Come back after trouble. The first way into the room is not repeated: who can't get in wants
    /// to know at once.
    bool reconnect = false;
    /// How long trouble may last before we give up.
    std::chrono::milliseconds max_outage = timing::outage_limit;
    /// How many servers there are to choose from; tried in order.
    std::size_t servers = 1;
    /// Where the media of these servers may be.
    CandidateScope candidates;
    /// What follows the network; nothing of it is in `settings`.
    LinkAdaptation::Scope adapt{false, false};
    /// Shown by the server's Admin API; helps an operator to find us.
    std::string opaque_id;

    /// Sources of randomness, passed in so that tests know what comes out.
    std::function<base::TransactionId()> next_transaction;
    /// 53-bit, never 0.
    std::function<std::uint64_t()> next_session_id;
    /// From 0 (included) to 1 (excluded), for the wait between tries; absent: the longest wait.
    std::function<double()> next_fraction;
};

} // namespace janus_talk::core
