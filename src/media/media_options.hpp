// SPDX-License-Identifier: MIT
#pragma once

#include "base/secret.hpp"
#include "core/codec.hpp"
#include "core/impairment.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::media {

class PacketSink;
class PcmSink;
class PcmSource;

/// Raw PCM layout for `-`, FIFOs and `.raw` files. Only signed 16 bit little endian exists in the
/// contract.
struct PcmFormat {
    /// Hz, 8000 to 192000.
    unsigned rate = 48000;
    /// 1 to 8.
    unsigned channels = 1;
    /// Written with a WAV header in front, which says that the length is not known.
    bool wav = false;

    bool operator==(const PcmFormat&) const = default;
};

struct PortRange {
    std::uint16_t min = 0;
    std::uint16_t max = 0;
};

/// How long packets of the room may wait to be played. The delay follows the network between the
/// bounds; equal bounds keep it fixed.
struct PlayoutDelay {
    /// 0: as little as the network allows.
    std::chrono::milliseconds min{0};
    /// More than this is lost rather than waited for: nobody talks over half a second.
    std::chrono::milliseconds max{400};

    bool operator==(const PlayoutDelay&) const = default;
};

/// Everything the media room must know before it builds the first pipeline; checked by the command
/// line.
struct MediaOptions {
    /// Where sound comes from: `default`, `null`, `tone[:HZ][@DBFS]`, `file:PATH[?loop]`, `-`,
    /// `pulse:NAME`, `alsa:NAME`, or part of a device name. See audio_spec.hpp.
    std::string input = "default";
    std::string output = "default";
    /// A device named by pulse: or alsa: may come after the start.
    bool late_devices = false;
    /// Ends inside the program, instead of those that are named.
    std::shared_ptr<PcmSource> source = nullptr;
    std::shared_ptr<PcmSink> sink = nullptr;
    PcmFormat pcm;
    bool muted = false;
    /// Offer to receive only: nothing is captured, encoded or sent. `input` must be `null`.
    bool listen_only = false;
    /// false: what the room says is counted but not decoded; there is nobody to hear it.
    bool decode = true;
    /// Silence before the input begins, see OutgoingVoice::lead_in(). Whole frames of 20 ms.
    std::chrono::milliseconds lead_in{0};
    /// The only one that is offered. What is said below of Opus is of no effect with another one.
    core::Codec codec = core::Codec::opus;
    /// Offer stereo; only rooms with `spatial_audio` answer it.
    bool stereo = false;
    /// bit/s of our own encoder (Opus); empty: 32000 mono, 48000 stereo.
    std::optional<unsigned> bitrate;
    /// 0 (least CPU) to 10.
    std::optional<unsigned> complexity;
    /// Percent, 0 to 20: how much loss in-band FEC prepares for.
    unsigned expected_loss = 0;
    PlayoutDelay playout_delay;

    /// Echo cancellation, noise suppression and gain control of a microphone. Empty: on when a
    /// sound device is on both ends (a file has no echo). Other inputs are never changed.
    std::optional<bool> aec;
    std::optional<bool> ns;
    std::optional<bool> agc;

    std::optional<std::string> record;
    std::optional<std::string> record_sent;
    /// Both in one file: left what is heard, right what is sent.
    std::optional<std::string> record_both;
    /// `.opus`: the packets of the room as they came, neither decoded nor encoded.
    std::optional<std::string> record_packets;
    /// Copies of all Opus packets, as they arrive and as they leave, whether they are played or
    /// not.
    std::shared_ptr<PacketSink> received_packets = nullptr;
    std::shared_ptr<PacketSink> sent_packets = nullptr;

    /// stun:host[:port]; RFC 7064.
    std::optional<std::string> stun;
    /// turn:[user:password@]host[:port][?transport=udp|tcp] and turns:…; holds the password, hence
    /// Secret.
    std::vector<base::Secret> turn;
    bool relay_only = false;
    bool trickle = true;
    /// Gather only on these local addresses; empty: all but loop-back.
    std::vector<std::string> ice_interfaces;
    std::optional<PortRange> rtp_ports;
    /// Repeat what is heard so much later, instead of an input (which must be `null`).
    std::optional<std::chrono::milliseconds> parrot_delay;
    /// A bad network, made on purpose.
    std::optional<core::Impairment> impair;
};

} // namespace janus_talk::media
