// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "core/ports.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace janus_talk::core::test {

/// What webrtcbin 1.22 offers for a microphone with audio levels and FEC.
inline const std::string webrtcbin_offer =
        "v=0\r\n"
        "o=- 8402586448243203387 0 IN IP4 0.0.0.0\r\n"
        "s=-\r\n"
        "t=0 0\r\n"
        "a=ice-options:trickle\r\n"
        "a=group:BUNDLE audio0\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
        "c=IN IP4 0.0.0.0\r\n"
        "a=setup:actpass\r\n"
        "a=ice-ufrag:W0pyHEw+Hr2dEBRsZ5OtJPeHWPU8SonM\r\n"
        "a=ice-pwd:U7Li5X7nrjeApEhDiV22KBOVHCa0Fg4b\r\n"
        "a=rtcp-mux\r\n"
        "a=rtcp-rsize\r\n"
        "a=sendrecv\r\n"
        "a=rtpmap:111 OPUS/48000/2\r\n"
        "a=rtcp-fb:111 transport-cc\r\n"
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level vad=on\r\n"
        "a=fmtp:111 sprop-stereo=0;sprop-maxcapturerate=48000;useinbandfec=1\r\n"
        "a=ssrc:1290548897 msid:user1741670035@host-cc77f1bf webrtctransceiver0\r\n"
        "a=ssrc:1290548897 cname:user1741670035@host-cc77f1bf\r\n"
        "a=mid:audio0\r\n"
        "a=fingerprint:sha-256 "
        "86:EA:BC:D5:5D:6F:C6:CC:44:6E:B6:19:75:6B:09:BC:0C:83:0F:40:08:EE:93:"
        "F8:6D:4A:D8:17:6E:C0:DE:29\r\n"
        "a=rtcp-mux-only\r\n";

/// What Janus 1.1.2 answers to it in half-trickle mode, which is its default.
inline const std::string janus_answer =
        "v=0\r\n"
        "o=- 8402586448243203387 0 IN IP4 10.77.50.1\r\n"
        "s=AudioBridge 1234\r\n"
        "t=0 0\r\n"
        "a=group:BUNDLE audio0\r\n"
        "a=ice-options:trickle\r\n"
        "a=fingerprint:sha-256 "
        "77:2A:43:15:9C:EE:25:52:29:F2:98:B6:ED:CF:30:73:9C:A1:30:DD:31:33:40:"
        "B3:45:A0:71:BB:26:BB:82:BF\r\n"
        "a=extmap-allow-mixed\r\n"
        "a=msid-semantic: WMS *\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
        "c=IN IP4 10.77.50.1\r\n"
        "a=sendrecv\r\n"
        "a=mid:audio0\r\n"
        "a=rtcp-mux\r\n"
        "a=ice-ufrag:UqfP\r\n"
        "a=ice-pwd:vFTAFAeLlLwOLtXGDOuzuK\r\n"
        "a=ice-options:trickle\r\n"
        "a=setup:active\r\n"
        "a=rtpmap:111 opus/48000/2\r\n"
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
        "a=fmtp:111 maxplaybackrate=16000; stereo=0; sprop-stereo=0; useinbandfec=1\r\n"
        "a=msid:janus janusaudio0\r\n"
        "a=ssrc:3975394709 cname:janus\r\n"
        "a=candidate:1 1 udp 2015363327 10.77.50.1 20450 typ host\r\n"
        "a=end-of-candidates\r\n";

/// Each `first` becomes `second`; before main(), where nothing may be required.
[[nodiscard]] inline std::string
with_changes(std::string text,
             std::initializer_list<std::pair<std::string_view, std::string_view>> changes) {
    for (const auto& [from, to] : changes)
        text.replace(text.find(from), from.size(), to);
    return text;
}

/// webrtcbin_offer with PCMA in the place of Opus, which has no parameters.
inline const std::string pcma_offer = with_changes(
        webrtcbin_offer,
        {{"SAVPF 111", "SAVPF 8"},
         {"111 OPUS/48000/2", "8 PCMA/8000"},
         {"rtcp-fb:111", "rtcp-fb:8"},
         {"a=fmtp:111 sprop-stereo=0;sprop-maxcapturerate=48000;useinbandfec=1\r\n", ""}});

/// What Janus 1.1.2 answers to it after a join with this codec.
inline const std::string pcma_answer = with_changes(
        janus_answer,
        {{"SAVPF 111", "SAVPF 8"},
         {"111 opus/48000/2", "8 PCMA/8000"},
         {"a=fmtp:111 maxplaybackrate=16000; stereo=0; sprop-stereo=0; useinbandfec=1\r\n", ""}});

/// The digest in both.
inline constexpr std::string_view digest =
        "77:2A:43:15:9C:EE:25:52:29:F2:98:B6:ED:CF:30:73:9C:A1:30:DD:31:33:40:"
        "B3:45:A0:71:BB:26:BB:82:BF";

/// Puts `to` in the place of the first `from`, which must be there.
[[nodiscard]] std::string
replaced(std::string text, const std::string& from, const std::string& to);

/// Leaves out the line that starts with `start`.
[[nodiscard]] std::string without_line(const std::string& text, const std::string& start);

/// Adds a line, given without its end, as the last one.
[[nodiscard]] inline std::string with_line(const std::string& text, const std::string& line) {
    return text + line + "\r\n";
}

/// janus_answer with that many candidates instead of one.
[[nodiscard]] std::string with_candidates(int number);

/// Fails the test when the answer is refused.
[[nodiscard]] CheckedAnswer passed(const std::string& answer,
                                   const std::string& offer = webrtcbin_offer);

/// Fails the test when the answer passes.
[[nodiscard]] base::Failure refused(const std::string& answer,
                                    const std::string& offer = webrtcbin_offer);

} // namespace janus_talk::core::test
