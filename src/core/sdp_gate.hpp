// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "core/candidate.hpp"
#include "core/ports.hpp"

#include <string_view>
#include <variant>

namespace janus_talk::core {

/// Judges Janus' answer against our own offer before the media stack sees it, and rebuilds it from
/// checked parts only. webrtcbin 1.22 would silently accept a foreign mid, `m=video`, RTP without
/// SRTP, unknown payload types, md5 fingerprints and port 0 (which sends it into endless
/// renegotiation).
///
/// An answer passes when it is at most 64 kB and has exactly one `m=audio` with port ≠ 0 and
/// profile UDP/TLS/RTP/SAVPF, the mid of the offer, the codec of the offer (Opus, PCMA or PCMU)
/// with a payload type that it has there, rtcp-mux, setup active or passive, one strongest
/// fingerprint of sha-256 or better, ufrag of 4 to 256 and pwd of 22 to 256 characters, and a
/// direction that was offered. `a=inactive` and port 0 mean that the server found no codec of ours:
/// an error, not silence. Left out instead of refused: candidates that checked_candidate() does not
/// like and those after the 64th, other payload types, header extensions that were not offered,
/// unknown attributes. An answer without any candidate passes: they may be trickled, or the
/// server's checks find us.
///
/// CheckedAnswer::stereo says whether the server decodes stereo from us (a room with
/// `spatial_audio`).
///
/// Failures are of class `protocol`; they name what is wrong and never quote credentials.
[[nodiscard]] std::variant<CheckedAnswer, base::Failure>
check_answer(std::string_view answer, std::string_view offer, CandidateScope scope = {});

} // namespace janus_talk::core
