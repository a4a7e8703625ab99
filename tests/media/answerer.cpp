// SPDX-License-Identifier: MIT
#include "media/answerer.hpp"

#include "media/dtls_identity.hpp"
#include "media/fingerprint.hpp"
#include "media/gst_ptr.hpp"
#include "media/promise.hpp"
#include "media/session_bench.hpp"

#include <gst/rtp/rtp.h>
#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>

#include <cmath>
#include <condition_variable>
#include <mutex>
#include <numbers>
#include <span>
#include <sstream>
#include <stdexcept>

namespace janus_talk::media::test {

namespace {

core::Fingerprint fingerprint_of(const std::string& sdp) {
    const std::string key = "a=fingerprint:";
    const auto at = sdp.find(key);
    if (at == std::string::npos)
        throw std::runtime_error("no fingerprint in the answer");
    std::istringstream line{sdp.substr(at + key.size(), sdp.find('\r', at) - at - key.size())};
    core::Fingerprint fingerprint;
    line >> fingerprint.algorithm;
    for (std::string byte; line >> std::ws && std::getline(line, byte, ':');)
        fingerprint.digest.push_back(static_cast<unsigned char>(std::stoi(byte, nullptr, 16)));
    return fingerprint;
}

/// webrtcbin 1.22 hashes the private key of the PEM text as well.
std::string with_fingerprint(std::string sdp, const std::string& fingerprint) {
    const std::string key = "a=fingerprint:sha-256 ";
    if (!fingerprint.empty())
        sdp.replace(sdp.find(key) + key.size(), fingerprint.size(), fingerprint);
    return sdp;
}

GstWebRTCSessionDescription* description_of(GstWebRTCSDPType type, const std::string& text) {
    GstSDPMessage* sdp = nullptr;
    if (gst_sdp_message_new_from_text(text.c_str(), &sdp) != GST_SDP_OK)
        throw std::runtime_error("not SDP");
    return gst_webrtc_session_description_new(type, sdp);
}

} // namespace

class Answerer::Impl {
public:
    explicit Impl(const Sound& sound) {
        pem_ = runtime().identity().pem();
        GError* error = nullptr;
        const std::string description =
                "webrtcbin name=peer bundle-policy=max-bundle latency=20 "
                "audiotestsrc name=source is-live=true samplesperbuffer=960 freq=" +
                std::to_string(sound.hz) + " volume=" + std::to_string(sound.amplitude) +
                " ! audio/x-raw,rate=48000,channels=" + std::to_string(sound.channels) +
                " ! valve name=valve ! opusenc ! rtpopuspay "
                "pt=111 "
                "! application/x-rtp,media=audio,encoding-name=OPUS,payload=111 ! peer.sink_0";
        pipeline_ = ElementPtr{
                GST_ELEMENT(gst_object_ref_sink(gst_parse_launch(description.c_str(), &error)))};
        if (error != nullptr)
            throw std::runtime_error(error->message);
        peer_ = ElementPtr{gst_bin_get_by_name(GST_BIN(pipeline_.get()), "peer")};
        valve_ = ElementPtr{gst_bin_get_by_name(GST_BIN(pipeline_.get()), "valve")};
        g_signal_connect(peer_.get(), "deep-element-added", G_CALLBACK(on_element), this);
        g_signal_connect(peer_.get(), "pad-added", G_CALLBACK(on_pad), this);
        g_signal_connect(
                peer_.get(), "notify::ice-gathering-state", G_CALLBACK(on_gathering), this);
        const auto ice = object_property<GObject>(peer_.get(), "ice-agent");
        const auto agent = object_property<GObject>(ice.get(), "agent");
        g_object_set(agent.get(), "ice-tcp", FALSE, "upnp", FALSE, nullptr);
        gboolean added = FALSE;
        g_signal_emit_by_name(ice.get(), "add-local-ip-address", "127.0.0.1", &added);
        gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
    }

    ~Impl() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    core::CheckedAnswer answer(const std::string& offer) {
        set("set-remote-description", description_of(GST_WEBRTC_SDP_TYPE_OFFER, offer));
        GstPromise* promise = gst_promise_new();
        g_signal_emit_by_name(peer_.get(), "create-answer", nullptr, promise);
        gst_promise_wait(promise);
        GstWebRTCSessionDescription* answer = nullptr;
        gst_structure_get(gst_promise_get_reply(promise),
                          "answer",
                          GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
                          &answer,
                          nullptr);
        gst_promise_unref(promise);
        set("set-local-description", answer);
        {
            std::unique_lock lock{mutex_};
            gathered_.wait(lock, [this] { return complete_; });
        }
        GstWebRTCSessionDescription* local = nullptr;
        g_object_get(peer_.get(), "local-description", &local, nullptr);
        const CharPtr text{gst_sdp_message_as_text(local->sdp)};
        gst_webrtc_session_description_free(local);
        const std::string sdp = with_fingerprint(text.get(), fingerprint_text(pem_, "sha-256"));
        return {sdp, fingerprint_of(sdp), false};
    }

    void add_candidate(unsigned mline, const std::string& candidate) {
        g_signal_emit_by_name(peer_.get(), "add-ice-candidate", mline, candidate.c_str());
    }

    void pause(bool paused) {
        g_object_set(valve_.get(), "drop", static_cast<gboolean>(paused), nullptr);
    }

    std::vector<std::int16_t> heard() const {
        const std::lock_guard lock{mutex_};
        return heard_;
    }

    void forget_heard() {
        const std::lock_guard lock{mutex_};
        heard_.clear();
    }

    std::vector<Packet> packets() const {
        const std::lock_guard lock{mutex_};
        return packets_;
    }

private:
    void set(const char* signal, GstWebRTCSessionDescription* description) {
        GstPromise* promise = gst_promise_new();
        g_signal_emit_by_name(peer_.get(), signal, description, promise);
        gst_promise_wait(promise);
        gst_promise_unref(promise);
        gst_webrtc_session_description_free(description);
    }

    static void on_element(GstBin*, GstBin*, GstElement* element, Impl* self) {
        const GstElementFactory* factory = gst_element_get_factory(element);
        const bool dtls =
                factory != nullptr && g_strcmp0(GST_OBJECT_NAME(factory), "dtlssrtpdec") == 0;
        if (dtls && !self->pem_.empty())
            g_object_set(element, "pem", self->pem_.c_str(), nullptr);
    }

    static void on_gathering(GObject* peer, GParamSpec*, Impl* self) {
        auto state = GST_WEBRTC_ICE_GATHERING_STATE_NEW;
        g_object_get(peer, "ice-gathering-state", &state, nullptr);
        if (state != GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
            return;
        const std::lock_guard lock{self->mutex_};
        self->complete_ = true;
        self->gathered_.notify_all();
    }

    static void on_pad(GstElement*, GstPad* pad, Impl* self) {
        if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC)
            return;
        gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, on_packet, self, nullptr);
        GstElement* chain = gst_parse_bin_from_description(
                "rtpopusdepay ! opusdec plc=true ! audio/x-raw,format=S16LE,rate=48000,channels=1 "
                "! "
                "fakesink name=end signal-handoffs=true sync=false async=false",
                TRUE,
                nullptr);
        gst_bin_add(GST_BIN(self->pipeline_.get()), chain);
        const ElementPtr end{gst_bin_get_by_name(GST_BIN(chain), "end")};
        g_signal_connect(end.get(), "handoff", G_CALLBACK(on_sound), self);
        gst_element_sync_state_with_parent(chain);
        const PadPtr sink{gst_element_get_static_pad(chain, "sink")};
        gst_pad_link(pad, sink.get());
    }

    static GstPadProbeReturn on_packet(GstPad*, GstPadProbeInfo* info, gpointer data) {
        auto* self = static_cast<Impl*>(data);
        GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
        if (gst_rtp_buffer_map(gst_pad_probe_info_get_buffer(info), GST_MAP_READ, &rtp) == 0)
            return GST_PAD_PROBE_OK;
        Packet packet;
        packet.timestamp = gst_rtp_buffer_get_timestamp(&rtp);
        packet.sequence = gst_rtp_buffer_get_seq(&rtp);
        packet.payload_type = gst_rtp_buffer_get_payload_type(&rtp);
        packet.size = gst_rtp_buffer_get_payload_len(&rtp);
        gpointer extension = nullptr;
        guint size = 0;
        if (gst_rtp_buffer_get_extension_onebyte_header(&rtp, 1, 0, &extension, &size) != 0)
            packet.level = *static_cast<const guint8*>(extension) & 0x7F;
        gst_rtp_buffer_unmap(&rtp);
        const std::lock_guard lock{self->mutex_};
        self->packets_.push_back(packet);
        return GST_PAD_PROBE_OK;
    }

    static void on_sound(GstElement*, GstBuffer* buffer, GstPad*, Impl* self) {
        GstMapInfo map{};
        gst_buffer_map(buffer, &map, GST_MAP_READ);
        const void* bytes = map.data;
        const auto* samples = static_cast<const std::int16_t*>(bytes);
        {
            const std::lock_guard lock{self->mutex_};
            self->heard_.insert(
                    self->heard_.end(), samples, samples + map.size / sizeof(std::int16_t));
        }
        gst_buffer_unmap(buffer, &map);
    }

    ElementPtr pipeline_;
    ElementPtr peer_;
    ElementPtr valve_;
    std::string pem_;
    mutable std::mutex mutex_;
    std::condition_variable gathered_;
    bool complete_ = false;
    std::vector<std::int16_t> heard_;
    std::vector<Packet> packets_;
};

Answerer::Answerer() : Answerer(Sound{}) {}

Answerer::Answerer(const Sound& sound) : impl_(std::make_unique<Impl>(sound)) {}

Answerer::~Answerer() = default;

core::CheckedAnswer Answerer::answer(const std::string& offer) {
    return impl_->answer(offer);
}

void Answerer::add_candidate(unsigned mline, const std::string& candidate) {
    impl_->add_candidate(mline, candidate);
}

void Answerer::pause(bool paused) {
    impl_->pause(paused);
}

std::vector<std::int16_t> Answerer::heard() const {
    return impl_->heard();
}

void Answerer::forget_heard() {
    impl_->forget_heard();
}

std::vector<Answerer::Packet> Answerer::packets() const {
    return impl_->packets();
}

namespace {

/// Of one piece, as if its phase never changed.
double coherent_amplitude(std::span<const std::int16_t> samples, double hz) {
    double real = 0;
    double imaginary = 0;
    double window_sum = 0;
    const auto count = static_cast<double>(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto n = static_cast<double>(i);
        const double window = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * n / count);
        const double value = samples[i] / 32768.0 * window;
        const double angle = 2 * std::numbers::pi * hz * n / 48000.0;
        real += value * std::cos(angle);
        imaginary += value * std::sin(angle);
        window_sum += window;
    }
    return window_sum > 0 ? 2 * std::hypot(real, imaginary) / window_sum : 0;
}

} // namespace

double amplitude_at(const std::vector<std::int16_t>& samples, double hz) {
    constexpr std::size_t piece = 4800;
    const std::span all{samples};
    if (all.size() < 2 * piece)
        return coherent_amplitude(all, hz);
    double energy = 0;
    const std::size_t pieces = all.size() / piece;
    for (std::size_t i = 0; i < pieces; ++i) {
        const double amplitude = coherent_amplitude(all.subspan(i * piece, piece), hz);
        energy += amplitude * amplitude;
    }
    return std::sqrt(energy / static_cast<double>(pieces));
}

double loudness(const std::vector<std::int16_t>& samples) {
    double energy = 0;
    for (const double sample : samples)
        energy += sample * sample;
    return samples.empty() ? 0 : std::sqrt(energy / static_cast<double>(samples.size())) / 32768.0;
}

std::vector<std::int16_t> tail(const std::vector<std::int16_t>& samples, double seconds) {
    const auto count = std::min(samples.size(), static_cast<std::size_t>(seconds * 48000));
    return {samples.end() - static_cast<std::ptrdiff_t>(count), samples.end()};
}

} // namespace janus_talk::media::test
