// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "core/ports.hpp"
#include "loop/timer.hpp"
#include "media/audio_ends.hpp"
#include "media/courier.hpp"
#include "media/dtls_identity.hpp"
#include "media/gst_ptr.hpp"
#include "media/ice_agent.hpp"
#include "media/impaired_path.hpp"
#include "media/incoming_voice.hpp"
#include "media/media_options.hpp"
#include "media/outgoing_voice.hpp"
#include "media/promise.hpp"
#include "media/receive_chain.hpp"
#include "media/rtp_stats.hpp"
#include "media/signal_connections.hpp"
#include "media/voice_sender.hpp"

#include <gst/webrtc/webrtc.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::media {

/// One offer, one answer, one pipeline around one webrtcbin, from start to tear-down. It never
/// answers, never renegotiates and never restarts ICE (webrtcbin 1.22 can't): recovery is another
/// PeerConnection.
///
/// Signals of webrtcbin arrive on its own threads; the handlers copy a value and send it here
/// (Courier). All methods belong to the main thread.
class PeerConnection {
public:
    struct Parts {
        const loop::MainLoop& loop;
        const DtlsIdentity& identity;
        loop::Mailbox::Sender mailbox;
        std::shared_ptr<OutgoingVoice> outgoing;
        std::shared_ptr<IncomingVoice> incoming;
    };

    /// Called from the loop, never from inside a method of this class.
    using Report = std::function<void(const core::MediaEvent&)>;

    /// Builds the pipeline and sets it going. The offer follows as soon as the DTLS certificate is
    /// there; no device is waited for. @throws base::Error
    PeerConnection(core::MediaEpoch epoch, const MediaOptions& options, Parts parts, Report report);
    ~PeerConnection();
    PeerConnection(const PeerConnection&) = delete;
    PeerConnection& operator=(const PeerConnection&) = delete;
    PeerConnection(PeerConnection&&) = delete;
    PeerConnection& operator=(PeerConnection&&) = delete;

    void apply_answer(const core::CheckedAnswer& answer);
    /// Starts with "candidate:". @pre apply_answer()
    void add_remote_candidate(const std::string& candidate);

    /// See core::MediaPort.
    void set_expected_loss(unsigned percent) const;

    [[nodiscard]] core::MediaEpoch epoch() const noexcept { return epoch_; }

    /// The peer proved its fingerprint, and sound may flow.
    [[nodiscard]] bool is_verified() const noexcept { return verified_; }

    [[nodiscard]] core::media::Stats sample_stats(RtpStats::Clock::time_point now);

    /// Cuts all ties, so that nothing is reported any more, and gives away the work of closing the
    /// pipeline.
    [[nodiscard]] BlockingWork release();

private:
    /// Without trickle. libnice 0.1.21 never ends to gather when the name of a STUN server can't be
    /// resolved; one that doesn't answer costs 2 s.
    static constexpr std::chrono::seconds longest_gathering{5};

    using Home = Courier<PeerConnection>;
    struct Description;

    // peer_connection.cpp: from offer to answer
    using Continuation = std::function<void(const PromiseResult&)>;

    void build();
    void call(const char* action, gpointer argument, Continuation then);
    void link_sender(const VoiceSender::Settings& settings);
    void receive_only(const VoiceSender::Settings& settings);
    void create_offer();
    void on_offer(const Description& offer);
    void on_verdict(const char* what, const std::string& error);
    void fail(base::Failure failure);

    // peer_signals.cpp: what webrtcbin tells
    void connect_signals();
    void connect_dtls();
    void on_candidate(unsigned mline, std::string candidate);
    void on_gathered();
    void on_gathering_limit();
    void offer_all_candidates();
    void on_ice_state(GstWebRTCICEConnectionState state);
    void on_dtls_connected(const std::string& peer_certificate);
    void on_dtls_failed();
    void report_pair();
    [[nodiscard]] base::Failure ice_failure() const;

    const core::MediaEpoch epoch_;
    const MediaOptions& options_;
    const Parts parts_;
    const Report report_;
    Home home_;

    PipelinePtr pipeline_;
    ElementPtr webrtcbin_;
    /// Null when we only listen.
    std::shared_ptr<VoiceSender> sender_;
    std::unique_ptr<ReceiveChain> receiver_;
    std::unique_ptr<IceAgent> ice_;
    std::unique_ptr<ImpairedPath> impaired_;
    std::unique_ptr<RtpStats> stats_;
    SignalConnections signals_;
    // One for each action of webrtcbin; ready when the action is over.
    std::vector<std::future<void>> actions_;

    std::optional<core::Fingerprint> expected_;
    std::optional<std::string> reported_pair_;
    loop::Timer gathering_limit_;
    bool usable_candidate_seen_ = false;
    bool verified_ = false;
    bool failed_ = false;
};

} // namespace janus_talk::media
