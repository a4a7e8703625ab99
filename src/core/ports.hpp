// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "core/media_event.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The three doors between the deciding core and the adapters. Adapters implement the ports and
// report to the observers; everything here happens on the main thread. Ports never throw: failures
// come back as reports, and never from inside the call that caused them (they are posted), so a
// caller needs no re-entrance guard.

namespace janus_talk::core {

class SignalingObserver {
public:
    SignalingObserver() = default;
    SignalingObserver(const SignalingObserver&) = delete;
    SignalingObserver& operator=(const SignalingObserver&) = delete;
    SignalingObserver(SignalingObserver&&) = delete;
    SignalingObserver& operator=(SignalingObserver&&) = delete;
    virtual ~SignalingObserver() = default;

    /// The WebSocket is open and the server agreed to the sub-protocol.
    virtual void on_signaling_open() = 0;
    /// One whole message (fragments are joined).
    virtual void on_signaling_text(std::string_view text) = 0;
    /// The first bytes of a message that was too long to be kept.
    virtual void on_signaling_cut(std::string_view head) = 0;

    /// Nothing has come for so long, not even the answer to a WebSocket ping; told once, and the
    /// connection is kept for now. Of no interest to who waits for an answer anyway.
    virtual void on_signaling_silent(std::chrono::milliseconds /*silence*/) {}

    /// The one and only end of the connection, whatever ended it. `failure.code` tells a refused or
    /// unreachable server (3), a drained one (13) and a broken protocol (14) apart; `ok` when we
    /// closed.
    virtual void on_signaling_closed(const base::Failure& failure) = 0;
};

class SignalingPort {
public:
    SignalingPort() = default;
    SignalingPort(const SignalingPort&) = delete;
    SignalingPort& operator=(const SignalingPort&) = delete;
    SignalingPort(SignalingPort&&) = delete;
    SignalingPort& operator=(SignalingPort&&) = delete;
    virtual ~SignalingPort() = default;

    /// Starts connecting. Legal when idle, that is at first or after on_signaling_closed().
    virtual void open() noexcept = 0;
    /// Queues one message; ignored when the connection is not open.
    virtual void send(std::string text) noexcept = 0;
    /// Sends what is queued, then closes with status 1000. on_signaling_closed() follows, also when
    /// idle.
    virtual void close() noexcept = 0;
};

/// What the answer must prove. The digest names are those of RFC 8122: "sha-256", "sha-384",
/// "sha-512".
struct Fingerprint {
    std::string algorithm;
    std::vector<unsigned char> digest;

    bool operator==(const Fingerprint&) const = default;
};

/// An answer that passed the SDP gate: rebuilt text, so that nothing unchecked reaches the media
/// stack.
struct CheckedAnswer {
    std::string sdp;
    Fingerprint fingerprint;
    bool stereo = false;

    bool operator==(const CheckedAnswer&) const = default;
};

class MediaObserver {
public:
    MediaObserver() = default;
    MediaObserver(const MediaObserver&) = delete;
    MediaObserver& operator=(const MediaObserver&) = delete;
    MediaObserver(MediaObserver&&) = delete;
    MediaObserver& operator=(MediaObserver&&) = delete;
    virtual ~MediaObserver() = default;

    virtual void on_media_event(const MediaEvent& event) = 0;
};

class MediaPort {
public:
    MediaPort() = default;
    MediaPort(const MediaPort&) = delete;
    MediaPort& operator=(const MediaPort&) = delete;
    MediaPort(MediaPort&&) = delete;
    MediaPort& operator=(MediaPort&&) = delete;
    virtual ~MediaPort() = default;

    /// Builds a peer connection and offers: OfferReady, LocalCandidate…, GatheringComplete follow.
    /// One of an earlier epoch is torn down without another word about it; devices and recordings
    /// go on meanwhile.
    virtual void start(MediaEpoch epoch) noexcept = 0;
    /// Applies the answer; sound stays shut both ways until the peer's certificate matches.
    virtual void apply_answer(MediaEpoch epoch, const CheckedAnswer& answer) noexcept = 0;
    /// A checked candidate of the server that came after the answer (full-trickle servers); starts
    /// with "candidate:". Only after apply_answer().
    virtual void add_remote_candidate(MediaEpoch epoch, const std::string& candidate) noexcept = 0;
    /// Muted means that no captured sample leaves the process; silence is sent instead.
    virtual void set_muted(bool muted) noexcept = 0;
    /// Forward error correction for so many percent of loss, 0 to 100; 0: none. Kept for later peer
    /// connections.
    virtual void set_expected_loss(unsigned percent) noexcept = 0;
    /// Records the call from now on, beside all other recordings, until stop_recording().
    /// CommandAnswered follows each of these, possibly before they return.
    virtual void start_recording(const std::string& file, std::uint64_t tag) noexcept = 0;
    virtual void stop_recording(std::uint64_t tag) noexcept = 0;
    /// Plays a file into the room, over what the microphone captures, instead of one that is still
    /// playing.
    virtual void say(const std::string& file, std::uint64_t tag) noexcept = 0;
    /// Tears everything down without blocking the caller; Stopped follows when all is closed.
    virtual void stop(MediaEpoch epoch) noexcept = 0;
};

} // namespace janus_talk::core
