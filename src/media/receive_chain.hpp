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
/// stretch time.
class ReceiveChain {
public:
    /// Adds the end of the receiving side to `pipeline`, and takes the jitter buffer out of
    /// `webrtcbin`. @throws base::Error (device)
    ReceiveChain(GstElement* pipeline,
                 GstElement* webrtcbin,
                 const std::shared_ptr<IncomingVoice>& voice);

    /// Where RTP goes in. Linking it is allowed on any thread.
    [[nodiscard]] PadPtr rtp_pad() const;

    /// From now on, packets pass the queue in front of the decryption on the thread that brings
    /// them. @pre DTLS is connected; until then the queue must hold what can't be decrypted yet
    static void pass_queue(GstElement* webrtcbin);

private:
    ElementPtr end_;
};

} // namespace janus_talk::media
