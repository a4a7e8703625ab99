// SPDX-License-Identifier: MIT
#include "app/doctor_call.hpp"

#include "app/conference.hpp"
#include "app/join_setup.hpp"
#include "core/timing.hpp"
#include "media/media_session.hpp"
#include "signaling/lws_context.hpp"
#include "signaling/websocket.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

using core::Layer;
using namespace std::chrono_literals;

/// A report on what we send comes within the first seconds; RFC 3550 lets a server take five.
constexpr std::chrono::milliseconds longest_call = 8s;
/// A relay that does not answer is asked for this long by libnice.
constexpr std::chrono::milliseconds longest_gathering = 10s;

std::size_t count_of(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size()))
        ++count;
    return count;
}

/// What media events tell about their layers.
class MediaNotes {
public:
    MediaNotes(const JoinOptions& options, LayerTimes& times) : times_(times) {
        evidence.turn_servers = options.media.turn.size();
        evidence.relay_only = options.media.relay_only;
    }

    void note(const core::MediaEvent& event) {
        std::visit([this](const auto& one) { this->on(one); }, event);
    }

    void time(Layer layer) {
        times_.try_emplace(
                layer, std::chrono::ceil<std::chrono::milliseconds>(core::Clock::now() - start_));
    }

    /// All that can be seen has been.
    [[nodiscard]] bool has_seen_enough() const {
        const bool relays = evidence.turn_servers == 0 || evidence.relay_candidates > 0;
        return evidence.received > 0 && evidence.reported && (relays || evidence.gathered);
    }

    core::MediaEvidence evidence;

private:
    template <typename Event>
    void on(const Event& /*not about a layer*/) {}

    void on(const core::media::OfferReady& offer) { count_candidates(offer.sdp); }

    void on(const core::media::LocalCandidate& local) { count_candidates(local.candidate); }

    void count_candidates(std::string_view text) {
        evidence.host_candidates += count_of(text, " typ host");
        evidence.reflexive_candidates += count_of(text, " typ srflx");
        const std::size_t relays = count_of(text, " typ relay");
        evidence.relay_candidates += relays;
        if (relays > 0)
            time(Layer::turn);
    }

    void on(const core::media::GatheringComplete&) {
        evidence.gathered = true;
        time(Layer::gathering);
    }

    void on(const core::media::IceStateChanged& change) {
        if (change.state != core::media::IceState::connected &&
            change.state != core::media::IceState::completed)
            return;
        evidence.ice_connected = true;
        time(Layer::connectivity);
    }

    void on(const core::media::CandidatePair& pair) {
        evidence.pair =
                pair.protocol + " (" + pair.type + ") from " + pair.local + " to " + pair.remote;
    }

    void on(const core::media::DtlsVerified&) {
        evidence.verified = true;
        time(Layer::dtls);
    }

    void on(const core::media::Stats& stats) {
        evidence.received = stats.rx.packets;
        evidence.sent = stats.tx.packets;
        if (!stats.tx_jitter_ms && !stats.rtt_ms)
            return;
        evidence.reported = true;
        evidence.reported_loss = stats.tx.lost_pct;
        evidence.rtt_ms = stats.rtt_ms;
        time(Layer::rtp);
    }

    LayerTimes& times_;
    const core::TimePoint start_ = core::Clock::now();
};

JoinOptions call_options(const JoinOptions& options) {
    JoinOptions call = options;
    call.media.input = "null";
    call.media.output = "null";
    call.stay = longest_call;
    call.reconnect = false;
    return call;
}

class DoctorCall : public core::MediaObserver {
public:
    DoctorCall(const CallGround& ground,
               const JoinOptions& options,
               const signaling::Url& url,
               LayerTimes& times)
        : log_(ground.log), loop_(ground.loop), notes_(options, times),
          conference_(loop_, make_conference_config(options, {url}), options.server.credentials),
          media_(ground.runtime, options.media, loop_, ground.mailbox, *this),
          lws_(loop_, ground.log.lws_options(url.secure)),
          socket_(lws_, make_websocket_options(options.server, url), conference_),
          listening_(ground.interruption, [this](base::ExitCode exit, const char* signal) {
              conference_.deliver(core::LeaveRequested{exit, exit, signal});
          }) {
        conference_.connect({{socket_}, media_},
                            {[this](const core::Notice& notice) { on_notice(notice); },
                             [this](const core::Stop&) {
                                 stopped_ = true;
                                 loop_.quit();
                             },
                             make_wire_trace()});
    }

    core::MediaEvidence run() {
        conference_.deliver(core::Start{});
        if (!stopped_)
            loop_.run();
        return std::move(notes_.evidence);
    }

    void on_media_event(const core::MediaEvent& event) override {
        notes_.note(event);
        conference_.deliver(event);
        if (notes_.has_seen_enough() && !std::exchange(leaving_, true)) {
            conference_.deliver(core::LeaveRequested{
                    base::ExitCode::ok, base::ExitCode::ok, "everything was seen"});
        }
    }

private:
    std::function<void(bool, std::string_view)> make_wire_trace() {
        if (!log_.wants_wire())
            return {};
        return [this](bool outgoing, std::string_view text) { log_.add_wire(outgoing, text); };
    }

    void on_notice(const core::Notice& notice) {
        log_.add(notice, false);
        if (std::holds_alternative<core::RoomJoined>(notice)) {
            notes_.evidence.joined = true;
            notes_.time(Layer::room);
        }
        const auto* problem = std::get_if<core::Problem>(&notice);
        if (problem != nullptr && problem->severity == core::Severity::error &&
            !notes_.evidence.failure)
            notes_.evidence.failure = problem->failure;
    }

    Log& log_;
    loop::MainLoop& loop_;
    MediaNotes notes_;
    Conference conference_;
    media::MediaSession media_;
    signaling::LwsContext lws_;
    signaling::WebSocket socket_;
    bool leaving_ = false;
    bool stopped_ = false;
    const Interruption::Listening listening_;
};

class DoctorGathering : public core::MediaObserver {
public:
    DoctorGathering(const CallGround& ground, const JoinOptions& options, LayerTimes& times)
        : loop_(ground.loop), notes_(options, times),
          media_(ground.runtime, options.media, loop_, ground.mailbox, *this),
          limit_(loop_, [this] { end(); }),
          listening_(ground.interruption,
                     [this](base::ExitCode /*exit*/, const char* /*signal*/) { end(); }) {}

    core::MediaEvidence run() {
        limit_.arm_at(core::Clock::now() + longest_gathering);
        media_.start(epoch);
        loop_.run();
        return std::move(notes_.evidence);
    }

    void on_media_event(const core::MediaEvent& event) override {
        notes_.note(event);
        if (std::holds_alternative<core::media::GatheringComplete>(event) && !ending_)
            end();
        else if (const auto* failed = std::get_if<core::media::Failed>(&event);
                 failed != nullptr && !ending_) {
            notes_.evidence.failure = failed->failure;
            end();
        } else if (std::holds_alternative<core::media::Stopped>(event)) {
            loop_.quit();
        }
    }

private:
    static constexpr core::MediaEpoch epoch{1};

    /// Twice when the tear-down hangs, which the caller then finds out.
    void end() {
        if (std::exchange(ending_, true))
            return loop_.quit();
        limit_.arm_at(core::Clock::now() + core::timing::leave_hard_limit);
        media_.stop(epoch);
    }

    loop::MainLoop& loop_;
    MediaNotes notes_;
    media::MediaSession media_;
    loop::Timer limit_;
    bool ending_ = false;
    const Interruption::Listening listening_;
};

} // namespace

core::MediaEvidence try_call(const CallGround& ground,
                             const JoinOptions& options,
                             const signaling::Url& url,
                             LayerTimes& times) {
    return DoctorCall{ground, call_options(options), url, times}.run();
}

core::MediaEvidence
try_gathering(const CallGround& ground, const JoinOptions& options, LayerTimes& times) {
    return DoctorGathering{ground, call_options(options), times}.run();
}

} // namespace janus_talk::app
