// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/gst_ptr.hpp"
#include "media/incoming_voice.hpp"

#include <memory>

namespace janus_talk::media {

/// From webrtcbin to IncomingVoice, on the thread that reads the socket.
///
/// webrtcbin's own jitter buffer and the queue in front of its decryption are left out: each is a
/// thread and 50 wakes a second more, and the jitter buffer can only wait, where Playout can
/// stretch time. So is, once packets flow, all that comes behind the RTP session, which counts
/// them: storage for redundancy that nobody sends, and demultiplexers for streams that are one.
class ReceiveChain {
public:
    /// Adds the end of the receiving side to `pipeline`, and takes the jitter buffer out of
    /// `webrtcbin`. @throws base::Error (device)
    ReceiveChain(GstElement* pipeline,
                 GstElement* webrtcbin,
                 const std::shared_ptr<IncomingVoice>& voice);

    /// Where RTP goes in. Linking it is allowed on any thread.
    [[nodiscard]] PadPtr rtp_pad() const;

    /// From now on packets go the shortest way: through the queue in front of the decryption on the
    /// thread that brings them, and from the RTP session straight to the voice. @pre DTLS is
    /// connected; until then the queue must hold what can't be decrypted yet
    void shorten_the_way(GstElement* webrtcbin) const;

private:
    const std::shared_ptr<IncomingVoice> voice_;
    ElementPtr end_;
};

} // namespace janus_talk::media
