// SPDX-License-Identifier: MIT
#include "media/fingerprint.hpp"
#include "media/peer_connection.hpp"

#include <utility>

namespace janus_talk::media {

namespace {

using Home = Courier<PeerConnection>;

GstWebRTCICEConnectionState ice_state_of(GObject* webrtcbin) {
    auto state = GST_WEBRTC_ICE_CONNECTION_STATE_NEW;
    g_object_get(webrtcbin, "ice-connection-state", &state, nullptr);
    return state;
}

std::optional<core::media::IceState> to_ice_state(GstWebRTCICEConnectionState state) {
    using core::media::IceState;
    switch (state) {
    case GST_WEBRTC_ICE_CONNECTION_STATE_NEW:
        return std::nullopt;
    case GST_WEBRTC_ICE_CONNECTION_STATE_CHECKING:
        return IceState::checking;
    case GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED:
        return IceState::connected;
    case GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED:
        return IceState::completed;
    case GST_WEBRTC_ICE_CONNECTION_STATE_FAILED:
        return IceState::failed;
    case GST_WEBRTC_ICE_CONNECTION_STATE_DISCONNECTED:
        return IceState::disconnected;
    case GST_WEBRTC_ICE_CONNECTION_STATE_CLOSED:
        return IceState::closed;
    }
    return std::nullopt;
}

/// webrtcbin makes a pad with the first packet; everything behind it is waiting already.
void on_pad_added(GstElement* /*webrtcbin*/, GstPad* pad, gpointer data) noexcept {
    const auto& receiver = *static_cast<const std::shared_ptr<GstPad>*>(data);
    if (GST_PAD_DIRECTION(pad) == GST_PAD_SRC && gst_pad_is_linked(receiver.get()) == 0)
        gst_pad_link(pad, receiver.get());
}

} // namespace

void PeerConnection::connect_signals() {
    void* const webrtcbin = webrtcbin_.get();

    const auto on_local_candidate =
            +[](GstElement*, guint mline, gchar* text, gpointer data) noexcept {
                static_cast<Home*>(data)->send(
                        [mline, candidate = std::string{text}](PeerConnection& self) {
                            self.on_candidate(mline, candidate);
                        });
            };
    signals_.connect(webrtcbin, "on-ice-candidate", G_CALLBACK(on_local_candidate), home_);

    const auto on_gathering = +[](GObject* object, GParamSpec*, gpointer data) noexcept {
        auto state = GST_WEBRTC_ICE_GATHERING_STATE_NEW;
        g_object_get(object, "ice-gathering-state", &state, nullptr);
        if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
            static_cast<Home*>(data)->send([](PeerConnection& self) { self.on_gathered(); });
    };
    signals_.connect(webrtcbin, "notify::ice-gathering-state", G_CALLBACK(on_gathering), home_);

    const auto on_ice = +[](GObject* object, GParamSpec*, gpointer data) noexcept {
        static_cast<Home*>(data)->send(
                [state = ice_state_of(object)](PeerConnection& self) { self.on_ice_state(state); });
    };
    signals_.connect(webrtcbin, "notify::ice-connection-state", G_CALLBACK(on_ice), home_);

    const std::shared_ptr<GstPad> receiver{receiver_->rtp_pad()};
    signals_.connect(webrtcbin, "pad-added", G_CALLBACK(on_pad_added), receiver);

    const auto on_message = +[](GstBus*, GstMessage* message, gpointer data) noexcept {
        if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
            GError* error = nullptr;
            gst_message_parse_error(message, &error, nullptr);
            const ErrorPtr owned{error};
            static_cast<Home*>(data)->send([text = std::string{owned->message}](
                                                   PeerConnection& self) {
                self.fail({base::ExitCode::media_lost, "The media stack stopped: " + text, {}, {}});
            });
        }
        gst_message_unref(message);
        return GST_BUS_DROP;
    };
    const ObjectPtr<GstBus> bus{gst_element_get_bus(pipeline_.get())};
    gst_bus_set_sync_handler(
            bus.get(), on_message, std::make_unique<Home>(home_).release(), +[](gpointer data) {
                const std::unique_ptr<Home> owned{static_cast<Home*>(data)};
            });
}

void PeerConnection::connect_dtls() {
    GObject* only = nullptr;
    g_signal_emit_by_name(webrtcbin_.get(), "get-transceiver", 0, &only);
    const ObjectPtr<GObject> transceiver{only};
    if (!transceiver)
        return fail({base::ExitCode::internal, "webrtcbin has no transceiver.", {}, {}});
    const auto rtp_receiver = object_property<GObject>(transceiver.get(), "receiver");
    const auto transport = object_property<GObject>(rtp_receiver.get(), "transport");
    if (!transport)
        return fail({base::ExitCode::internal, "webrtcbin has no DTLS transport.", {}, {}});

    const auto on_state = +[](GObject* object, GParamSpec*, gpointer data) noexcept {
        auto state = GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW;
        g_object_get(object, "state", &state, nullptr);
        const auto& home = *static_cast<Home*>(data);
        if (state == GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED) {
            home.send([pem = string_property(object, "remote-certificate")](PeerConnection& self) {
                self.on_dtls_connected(pem);
            });
        } else if (state == GST_WEBRTC_DTLS_TRANSPORT_STATE_FAILED) {
            home.send([](PeerConnection& self) { self.on_dtls_failed(); });
        }
    };
    signals_.connect(transport.get(), "notify::state", G_CALLBACK(on_state), home_);
}

void PeerConnection::on_candidate(unsigned mline, std::string candidate) {
    if (!is_usable_candidate(candidate))
        return;
    usable_candidate_seen_ = true;
    if (options_.trickle)
        report_(core::media::LocalCandidate{epoch_, mline, std::move(candidate)});
}

void PeerConnection::on_gathering_limit() {
    if (usable_candidate_seen_) {
        offer_all_candidates();
    } else {
        // Nothing to offer yet; --timeout says when to give up.
        gathering_limit_.arm_at(std::chrono::steady_clock::now() + longest_gathering);
    }
}

void PeerConnection::on_gathered() {
    if (options_.trickle) {
        report_(core::media::GatheringComplete{epoch_, usable_candidate_seen_});
    } else {
        offer_all_candidates();
    }
}

/// Those that are there by now. When it is called a second time nobody listens any more.
void PeerConnection::offer_all_candidates() {
    gathering_limit_.disarm();
    GstWebRTCSessionDescription* description = nullptr;
    g_object_get(webrtcbin_.get(), "local-description", &description, nullptr);
    if (description != nullptr) {
        const CharPtr text{gst_sdp_message_as_text(description->sdp)};
        gst_webrtc_session_description_free(description);
        report_(core::media::OfferReady{epoch_, without_unusable_candidates(text.get())});
    }
    report_(core::media::GatheringComplete{epoch_, usable_candidate_seen_});
}

void PeerConnection::on_ice_state(GstWebRTCICEConnectionState state) {
    const auto reported = to_ice_state(state);
    if (!reported)
        return;
    report_(core::media::IceStateChanged{epoch_, *reported});
    if (*reported == core::media::IceState::connected ||
        *reported == core::media::IceState::completed)
        report_pair();
    if (*reported == core::media::IceState::failed)
        fail(ice_failure());
}

void PeerConnection::report_pair() {
    if (!ice_)
        return; // released by whoever heard the last report
    auto pair = ice_->selected_pair();
    if (!pair)
        return;
    pair->epoch = epoch_;
    const std::string text = pair->local + " " + pair->remote + " " + pair->type;
    if (reported_pair_ == text)
        return;
    reported_pair_ = text;
    report_(*pair);
}

base::Failure PeerConnection::ice_failure() const {
    if (verified_) {
        return {base::ExitCode::media_lost,
                "The media path to the server was lost.",
                "Check the network; a firewall may have forgotten the UDP flow.",
                {}};
    }
    const char* hint =
            options_.turn.empty()
                    ? "Check that UDP may pass to the server, or use a TURN server (--turn)."
                    : "Check the address and the credentials of the TURN server, and the firewall.";
    return {base::ExitCode::media_setup, "ICE found no path to the server's media port.", hint, {}};
}

void PeerConnection::on_dtls_connected(const std::string& peer_certificate) {
    if (verified_ || failed_)
        return;
    if (!expected_ || !matches(peer_certificate, *expected_)) {
        return fail({base::ExitCode::protocol,
                     "The server's media certificate is not the one that its answer announced.",
                     "Somebody may be listening on the media path; no sound was sent.",
                     {}});
    }
    verified_ = true;
    receiver_->shorten_the_way(webrtcbin_.get());
    if (options_.impair)
        impaired_ = std::make_unique<ImpairedPath>(webrtcbin_.get(), *options_.impair);
    parts_.outgoing->open();
    if (sender_)
        sender_->go();
    parts_.incoming->open();
    report_(core::media::DtlsVerified{epoch_});
}

void PeerConnection::on_dtls_failed() {
    fail({verified_ ? base::ExitCode::media_lost : base::ExitCode::media_setup,
          "The encryption of the media path (DTLS) failed.",
          {},
          {}});
}

} // namespace janus_talk::media
