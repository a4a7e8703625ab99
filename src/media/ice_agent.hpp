// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "core/media_event.hpp"
#include "media/gst_ptr.hpp"
#include "media/media_options.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::media {

/// The libnice agent inside a webrtcbin: set up before gathering, asked afterwards which pair it
/// chose.
/// @thread main
class IceAgent {
public:
    /// Turns off what only costs time or leaks (ICE-TCP, UPnP), and applies servers, addresses and
    /// ports.
    /// @throws base::Error (usage) for an address that libnice refuses
    IceAgent(GstElement* webrtcbin, const MediaOptions& options);

    /// Empty before ICE is connected.
    [[nodiscard]] std::optional<core::media::CandidatePair> selected_pair() const;

private:
    void add_servers(GstElement* webrtcbin, const MediaOptions& options);

    ObjectPtr<GObject> agent_;
    /// "udp" or "tcp": how we reach the TURN servers.
    std::string relay_protocol_ = "udp";
};

/// Is this candidate worth telling the server? TCP candidates and link-local IPv6 addresses (they
/// need a zone that can't be written) are not, and the empty string is the end of candidates.
[[nodiscard]] bool is_usable_candidate(std::string_view candidate);

/// The SDP without candidates that is_usable_candidate() refuses.
[[nodiscard]] std::string without_unusable_candidates(std::string_view sdp);

} // namespace janus_talk::media
