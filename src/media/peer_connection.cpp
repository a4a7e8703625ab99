// SPDX-License-Identifier: MIT
#include "media/peer_connection.hpp"

#include "loop/descriptors.hpp"
#include "media/fingerprint.hpp"

#include <gst/sdp/sdp.h>

#include <utility>

namespace janus_talk::media {

namespace {

// A plain conference was seen to use 19 in all.
constexpr std::size_t needed_descriptors = 32;

struct FreeDescription {
    void operator()(GstWebRTCSessionDescription* description) const noexcept {
        gst_webrtc_session_description_free(description);
    }
};

using DescriptionPtr = std::unique_ptr<GstWebRTCSessionDescription, FreeDescription>;

DescriptionPtr parse_answer(const std::string& text) {
    GstSDPMessage* sdp = nullptr;
    // The parser complains to stderr about an empty text.
    if (text.empty() || gst_sdp_message_new_from_text(text.c_str(), &sdp) != GST_SDP_OK)
        return nullptr;
    return DescriptionPtr{gst_webrtc_session_description_new(GST_WEBRTC_SDP_TYPE_ANSWER, sdp)};
}

std::string text_of(const GstWebRTCSessionDescription* description) {
    const CharPtr text{gst_sdp_message_as_text(description->sdp)};
    return text ? text.get() : "";
}

bool is_made_by(GstElement* element, const char* factory_name) {
    GstElementFactory* factory = gst_element_get_factory(element);
    return factory != nullptr && g_strcmp0(GST_OBJECT_NAME(factory), factory_name) == 0;
}

/// Runs while webrtcbin adds its DTLS elements, which are then still in NULL: the last moment at
/// which the certificate may change, and before the fingerprint is written into the offer.
void on_deep_element(GstBin* /*bin*/,
                     GstBin* /*sub_bin*/,
                     GstElement* element,
                     gpointer data) noexcept {
    const auto& pem = *static_cast<const std::string*>(data);
    if (is_made_by(element, "dtlssrtpdec"))
        g_object_set(element, "pem", pem.c_str(), nullptr);
}

/// webrtcbin 1.22 hashes all of the PEM text, private key included, where only the certificate
/// counts.
void correct_fingerprint(GstSDPMessage* sdp, const std::string& pem) {
    const std::string value = "sha-256 " + fingerprint_text(pem, "sha-256");
    for (guint m = 0; m < gst_sdp_message_medias_len(sdp); ++m) {
        // The message owns it, and there is no other way to change a part of it.
        auto* media = const_cast<GstSDPMedia*>(gst_sdp_message_get_media(sdp, m));
        for (guint a = 0; a < gst_sdp_media_attributes_len(media); ++a) {
            if (g_strcmp0(gst_sdp_media_get_attribute(media, a)->key, "fingerprint") != 0)
                continue;
            GstSDPAttribute attribute{};
            gst_sdp_attribute_set(&attribute, "fingerprint", value.c_str());
            gst_sdp_media_replace_attribute(media, a, &attribute);
        }
    }
}

} // namespace

struct PeerConnection::Description {
    // std::function wants copies.
    std::shared_ptr<GstWebRTCSessionDescription> value;
};

PeerConnection::PeerConnection(core::MediaEpoch epoch,
                               const MediaOptions& options,
                               Parts parts,
                               Report report)
    : epoch_(epoch), options_(options), parts_(std::move(parts)), report_(std::move(report)),
      home_(parts_.mailbox, this), gathering_limit_(parts_.loop, [this] { on_gathering_limit(); }) {
    build();
}

PeerConnection::~PeerConnection() {
    // Whoever wants to choose the thread has called release() before.
    release()();
}

void PeerConnection::build() {
    // GStreamer 1.22 does not look whether it got them, and the process dies of it.
    if (loop::free_descriptors(needed_descriptors) < needed_descriptors) {
        throw base::Error({base::ExitCode::media_setup,
                           "This process has too many files open for a media connection.",
                           "Raise the limit: ulimit -n 256",
                           {}});
    }
    pipeline_ = make_pipeline();
    // Not a device's clock: packets must leave evenly whatever a sound card does.
    const ObjectPtr<GstClock> clock{gst_system_clock_obtain()};
    gst_pipeline_use_clock(GST_PIPELINE(pipeline_.get()), clock.get());

    webrtcbin_ = make_element("webrtcbin", "peer");
    gst_util_set_object_arg(G_OBJECT(webrtcbin_.get()), "bundle-policy", "max-bundle");
    gst_bin_add(GST_BIN(pipeline_.get()), webrtcbin_.get());
    ice_ = std::make_unique<IceAgent>(webrtcbin_.get(), options_);
    stats_ =
            std::make_unique<RtpStats>(webrtcbin_.get(), core::facts_of(options_.codec).clock_rate);

    const VoiceSender::Settings settings = VoiceSender::settings_from(options_);
    receiver_ = std::make_unique<ReceiveChain>(pipeline_.get(), webrtcbin_.get(), parts_.incoming);
    if (options_.listen_only) {
        receive_only(settings);
    } else {
        link_sender(settings);
    }
    connect_signals();

    gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    if (sender_)
        sender_->start();
    parts_.identity.when_ready(parts_.mailbox, [home = home_] {
        home.send([](PeerConnection& self) { self.create_offer(); });
    });
}

void PeerConnection::link_sender(const VoiceSender::Settings& settings) {
    const CapsPtr caps = VoiceSender::offer_caps(settings);
    GstPadTemplate* pads = gst_element_get_pad_template(webrtcbin_.get(), "sink_%u");
    const PadPtr sink{gst_element_request_pad(webrtcbin_.get(), pads, "sink_0", caps.get())};
    if (!sink)
        throw base::Error({base::ExitCode::internal, "webrtcbin refuses to send audio.", {}, {}});
    sender_ = std::make_shared<VoiceSender>(pipeline_.get(), sink.get(), settings, parts_.outgoing);
    // With these the offer needs no packet to be written.
    const auto transceiver = object_property<GObject>(sink.get(), "transceiver");
    g_object_set(transceiver.get(), "codec-preferences", caps.get(), nullptr);
}

void PeerConnection::receive_only(const VoiceSender::Settings& settings) {
    const CapsPtr caps = VoiceSender::codec_caps(settings);
    GObject* transceiver = nullptr;
    g_signal_emit_by_name(webrtcbin_.get(),
                          "add-transceiver",
                          GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_RECVONLY,
                          caps.get(),
                          &transceiver);
    const ObjectPtr<GObject> owned{transceiver};
    if (!owned)
        throw base::Error(
                {base::ExitCode::internal, "webrtcbin refuses to receive audio.", {}, {}});
}

void PeerConnection::create_offer() {
    const std::string& pem = parts_.identity.pem();
    if (!pem.empty())
        signals_.connect(webrtcbin_.get(), "deep-element-added", G_CALLBACK(on_deep_element), pem);

    call("create-offer", nullptr, [home = home_](const PromiseResult& result) {
        GstWebRTCSessionDescription* offer = nullptr;
        if (result.reply != nullptr)
            gst_structure_get(
                    result.reply, "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &offer, nullptr);
        Description description;
        if (offer != nullptr)
            description.value = {offer, FreeDescription{}};
        home.send([description, error = result.error](PeerConnection& self) {
            if (!description.value)
                return self.on_verdict("offer", error);
            self.on_offer(description);
        });
    });
}

void PeerConnection::call(const char* action, gpointer argument, Continuation then) {
    // Goes with the continuation, whether that was called or forgotten; then the future is ready.
    auto over = std::make_shared<std::promise<void>>();
    actions_.push_back(over->get_future());
    const PromisePtr promise = make_promise([over = std::move(over), then = std::move(then)](
                                                    const PromiseResult& result) { then(result); });
    g_signal_emit_by_name(webrtcbin_.get(), action, argument, promise.get());
}

void PeerConnection::on_offer(const Description& offer) {
    const std::string& pem = parts_.identity.pem();
    if (!pem.empty())
        correct_fingerprint(offer.value->sdp, pem);
    connect_dtls();
    call("set-local-description", offer.value.get(), [home = home_](const PromiseResult& result) {
        if (result.ok())
            return;
        home.send(
                [error = result.error](PeerConnection& self) { self.on_verdict("offer", error); });
    });
    if (options_.trickle) {
        report_(core::media::OfferReady{epoch_, text_of(offer.value.get())});
    } else {
        gathering_limit_.arm_at(std::chrono::steady_clock::now() + longest_gathering);
    }
}

void PeerConnection::apply_answer(const core::CheckedAnswer& answer) {
    const DescriptionPtr description = parse_answer(answer.sdp);
    if (!description)
        return on_verdict("answer", "it is not SDP");
    if (expected_)
        return on_verdict("answer", "a second one is not expected");
    expected_ = answer.fingerprint;
    call("set-remote-description", description.get(), [home = home_](const PromiseResult& result) {
        if (result.ok())
            return;
        home.send(
                [error = result.error](PeerConnection& self) { self.on_verdict("answer", error); });
    });
}

void PeerConnection::add_remote_candidate(const std::string& candidate) {
    if (expected_)
        g_signal_emit_by_name(webrtcbin_.get(), "add-ice-candidate", 0U, candidate.c_str());
}

void PeerConnection::set_expected_loss(unsigned percent) const {
    if (sender_)
        sender_->set_expected_loss(percent);
}

void PeerConnection::on_verdict(const char* what, const std::string& error) {
    const bool answer = std::string_view{what} == "answer";
    fail({answer ? base::ExitCode::protocol : base::ExitCode::media_setup,
          std::string{"The media stack refuses the "} + what + ": " + error + ".",
          {},
          {}});
}

void PeerConnection::fail(base::Failure failure) {
    if (std::exchange(failed_, true))
        return;
    home_.send([failure = std::move(failure)](PeerConnection& self) {
        self.report_(core::media::Failed{self.epoch_, failure});
    });
}

core::media::Stats PeerConnection::sample_stats(RtpStats::Clock::time_point now) {
    return stats_->sample(now, parts_.incoming->figures());
}

BlockingWork PeerConnection::release() {
    home_.close();
    gathering_limit_.disarm();
    signals_.disconnect_all();
    if (pipeline_) {
        const ObjectPtr<GstBus> bus{gst_element_get_bus(pipeline_.get())};
        gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
        gst_bus_set_flushing(bus.get(), TRUE);
    }
    impaired_.reset();
    stats_.reset();
    ice_.reset();
    receiver_.reset();
    webrtcbin_.reset();
    if (sender_)
        sender_->stop();
    // std::function wants copies.
    return [pipeline = std::shared_ptr<GstElement>{std::move(pipeline_)},
            sender = std::move(sender_),
            actions = std::make_shared<std::vector<std::future<void>>>(
                    std::move(actions_))]() mutable {
        // webrtcbin 1.22 that is set to NULL while it makes its transports leaks them, sockets and
        // all.
        constexpr std::chrono::seconds longest_action{5};
        for (const auto& action : *actions)
            action.wait_for(longest_action);
        pipeline.reset();
        // Its thread may have waited for the network until now.
        sender.reset();
    };
}

} // namespace janus_talk::media
