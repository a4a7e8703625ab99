// SPDX-License-Identifier: MIT
#pragma once

#include "core/codec.hpp"
#include "core/sdp_description.hpp"

#include <string>
#include <vector>

// Private to the SDP gate: the codec part of an m-line.

namespace janus_talk::core::sdp {

struct Format {
    Codec codec = Codec::opus;
    unsigned payload_type = 0;
    /// Those of Opus that are known and in range (RFC 7587, section 6.1), as in `a=fmtp`; may be
    /// empty.
    std::string parameters;
    /// The sender of this SDP decodes stereo (`stereo=1`).
    bool stereo = false;
};

/// The payload types of the line that are mapped to one of our codecs and to nothing else, in order
/// of preference. Those of G.711 are fixed, and need no `a=rtpmap` (RFC 3551, section 6).
[[nodiscard]] std::vector<Format> known_formats(const MediaLine& line, const Media& media);

/// As in `a=rtpmap`: "OPUS/48000/2", "PCMA/8000".
[[nodiscard]] std::string mapping_of(Codec codec);

} // namespace janus_talk::core::sdp
