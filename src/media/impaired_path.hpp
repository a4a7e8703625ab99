// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "core/impairment.hpp"
#include "media/gst_ptr.hpp"

#include <memory>
#include <vector>

namespace janus_talk::media {

/// A bad network between us and the server, made on purpose: what core::PacketFate decides about
/// each RTP packet, carried out next to the socket. There the packets are encrypted, so that they
/// are counted, protected and reported upon as if the network had done it; RTCP, DTLS and
/// connectivity checks pass untouched.
///
/// A packet that has to wait is sent on by the clock's thread; one that has not goes on where it
/// is.
class ImpairedPath {
public:
    /// Between `webrtcbin` and its sockets, from now on and until it is destroyed; what waits then
    /// is lost. @pre the transports are made
    ImpairedPath(GstElement* webrtcbin, const core::Impairment& impairment);
    ~ImpairedPath();
    ImpairedPath(const ImpairedPath&) = delete;
    ImpairedPath& operator=(const ImpairedPath&) = delete;
    ImpairedPath(ImpairedPath&&) = delete;
    ImpairedPath& operator=(ImpairedPath&&) = delete;

private:
    class Lane;

    void add(PadPtr pad,
             const core::ImpairmentSettings& settings,
             core::PacketFate::Direction direction);

    std::vector<std::shared_ptr<Lane>> lanes_;
};

} // namespace janus_talk::media
