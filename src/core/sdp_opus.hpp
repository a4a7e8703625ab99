// SPDX-License-Identifier: MIT
#pragma once

#include "core/sdp_description.hpp"

#include <optional>
#include <string>
#include <vector>

// Private to the SDP gate: the codec part of an m-line.

namespace janus_talk::core::sdp {

struct OpusFormat {
    unsigned payload_type = 0;
    /// The parameters that are known and in range (RFC 7587, section 6.1), as in `a=fmtp`; may be
    /// empty.
    std::string parameters;
    /// The sender of this SDP decodes stereo (`stereo=1`).
    bool stereo = false;
};

/// The payload types of the line that are mapped to opus/48000/2 and to nothing else, in order of
/// preference.
[[nodiscard]] std::vector<OpusFormat> opus_formats(const MediaLine& line, const Media& media);

} // namespace janus_talk::core::sdp
