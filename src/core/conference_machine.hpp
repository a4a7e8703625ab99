// SPDX-License-Identifier: MIT
#pragma once

#include "core/action.hpp"
#include "core/backoff.hpp"
#include "core/conference_config.hpp"
#include "core/event.hpp"
#include "core/goal.hpp"
#include "core/request_table.hpp"
#include "core/roster.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace janus_talk::core {

/// Decides what a voice-conference client does next. Pure: no clock, no I/O, no threads, no text
/// parsing.
///
/// The contract, to be followed literally:
///   1. feed ONE event with the current time;
///   2. perform ALL returned actions in order; events that they cause are queued, not fed from
///   inside;
///   3. arm one timer for deadline(), and feed Tick when it expires.
/// The same events at the same times give the same actions. After Action Stop the machine is deaf.
class ConferenceMachine {
public:
    explicit ConferenceMachine(ConferenceConfig config);

    [[nodiscard]] std::vector<Action> handle(const Event& event, TimePoint now);
    [[nodiscard]] std::optional<TimePoint> deadline() const;

    [[nodiscard]] Phase phase() const noexcept { return phase_; }

    [[nodiscard]] bool muted() const noexcept { return muted_; }

    /// Both are secrets: whoever knows them can speak for us.
    [[nodiscard]] base::SessionId session() const noexcept { return session_; }

    [[nodiscard]] base::HandleId plugin_handle() const noexcept { return handle_; }

    /// Of ours in the mix, in percent.
    [[nodiscard]] unsigned volume() const { return config_.settings.volume.value_or(100); }

    /// For somebody who wants to know everything now; empty before the room is joined.
    [[nodiscard]] std::optional<Snapshot> snapshot() const;

private:
    enum class Alarm {
        connect,
        ready,
        keep_alive,
        stay,
        uplink,
        media_lost,
        drain,
        retry,
        outage,
        leave_polite,
        leave_hard
    };
    static constexpr std::size_t alarm_count = 11;
    enum class Flow { down, up, stalled };

    // machine_dispatch.cpp: one handler per event
    void on(const Start& event);
    void on(const SignalingOpened& event);
    void on(const SignalingClosed& event);
    void on(const SignalingSilent& event);
    void on(const MessageReceived& event);
    void on(const MessageUnreadable& event);
    void on(const MediaEvent& event);
    void on(const LeaveRequested& event);
    void on(const MuteRequested& event);
    void on(const SettingsRequested& event);
    void on(const ChangeRoomRequested& event);
    void on(const RecordingRequested& event);
    void on(const SayRequested& event);
    void on(const Woken& event);
    void on(const NetworkChanged& event);
    void on(const Tick& event);
    void on_alarm(Alarm alarm);
    void on_ready_limit();

    // machine_session.cpp: the Janus session and what is not specific to the AudioBridge
    void open_session();
    void on(const janus::Success& answer, Purpose purpose);
    void on(const janus::ServerInfo& answer);
    [[nodiscard]] bool on_unreadable_answer(const janus::DecodeFailure& failure);
    void on_wrong_answer(Purpose purpose);
    void on_core_error(const base::JanusError& error, Purpose purpose);
    void on_expired(Purpose purpose);
    void on_notification(const janus::ServerMessage& message);
    void on(const janus::HungUp& event);
    void on(const janus::Media& event);
    void on(const janus::SlowLink& event);
    [[nodiscard]] bool is_for_us(const janus::ServerMessage& message) const;

    // machine_room.cpp: the AudioBridge
    void enter_room();
    void join();
    void on_plugin_answer(const janus::PluginEvent& answer, Purpose purpose);
    void on_plugin_error(const base::JanusError& error, Purpose purpose);
    void on_joined(const janus::Joined& joined, const std::optional<janus::Jsep>& jsep);
    void on_room_event(const janus::AudioBridgeEvent& event);
    void on_kicked(const base::ParticipantId& id);
    void on_updated(const std::vector<janus::Participant>& participants);
    void on_muted_by_server(bool muted);

    // machine_change.cpp: what somebody on this side changes during a call
    void send_mute();
    void on_mute_answered(std::optional<base::Failure> failure);
    void send_change();
    [[nodiscard]] janus::ChangeRoom change_room_request(const ChangeRoomRequested& wish) const;
    void on_room_changed(const janus::AudioBridgeEvent& event);
    void on_change_answered(std::optional<base::Failure> failure);
    [[nodiscard]] bool may_command_media(CommandSource from, const char* command, CommandTag tag);
    void on(const media::CommandAnswered& event);

    // machine_media.cpp: the peer connection
    void on(const media::OfferReady& event);
    void on(const media::LocalCandidate& event);
    void on(const media::GatheringComplete& event);
    void on(const media::IceStateChanged& event);
    void on(const media::DtlsVerified& event);
    void on(const media::CandidatePair& event);
    void on(const media::FirstAudio& event);
    void on(const media::RtpFlow& event);
    void on(const media::Failed& event);
    void on(const media::Warning& event);
    void on(const media::DeviceChanged& event);
    void on(const media::InputEnded& event);
    void on(const media::Levels& event);
    void on(const media::RoomTalking& event);
    void on(const media::Stats& event);
    void on(const media::RecordingChanged& event);
    void on(const media::Stopped& event);
    [[nodiscard]] janus::Jsep offer() const;
    void offer_if_possible();
    void flush_candidates();
    void on_answer(const std::optional<janus::Jsep>& jsep);
    void on_remote_candidate(const janus::Candidate& candidate);
    void on_webrtc_up();
    void check_up();
    void check_ready();
    [[nodiscard]] std::optional<std::chrono::milliseconds> since_start() const;

    // machine_recovery.cpp: what was lost, and the way back
    void lose_link(const base::Failure& failure);
    void lose_session(const base::Failure& failure);
    void lose_media(const base::Failure& failure);
    void lose_uplink();
    void lose_attempt(const base::Failure& failure);
    [[nodiscard]] bool may_recover(const base::Failure& failure) const;
    [[nodiscard]] bool begin_outage(const base::Failure& failure);
    void end_outage(ResumedBy by);
    void on_outage_limit();
    void drop_link();
    void retry_later();
    void retry();
    void open_link();
    [[nodiscard]] bool try_next_server(const base::Failure& failure);
    void restart_session();
    void restart_media();
    void renew_media();
    void on_stalled();
    void probe();

    // machine_claim.cpp: the old session over a new connection
    [[nodiscard]] bool may_claim() const;
    void claim_session();
    void on_claimed();
    void on_claim_refused(const base::JanusError& error);
    void on_listed(const janus::AudioBridgeEvent& event);

    // machine_play.cpp: an input that ends
    void begin_drain(bool time_is_up);
    void on_drained();
    void on_time_up();

    // machine_adapt.cpp: what follows the network
    void choose_prebuffer(janus::ParticipantSettings& settings);
    [[nodiscard]] bool server_has_prebuffer() const;
    void adapt(const media::Stats& stats);
    void adapt_settings(const janus::ParticipantSettings& settings);
    void refill_server_queue();

    // machine_goal.cpp: what is to be reached, and what must not happen
    void notify(Notice notice);
    void check_goal();
    [[nodiscard]] base::ExitCode verdict(base::ExitCode exit);
    void on_destroyed(const std::string& text);

    // machine_leave.cpp: the ways out
    void fail(const base::Failure& failure);
    void leave(base::ExitCode exit, std::string cause);
    void leave_step();
    void leave_now();
    void check_gone();
    void end();

    // small verbs
    void act(Action action) { actions_.push_back(std::move(action)); }

    void notify_all(std::vector<Notice> notices);
    void warn(base::Failure failure);
    void enter(Phase phase, std::string cause);
    void send(janus::Request request,
              Purpose purpose,
              std::chrono::milliseconds limit = timing::reply_limit);
    void send_untracked(janus::Request request);
    void set(Alarm alarm, std::chrono::milliseconds from_now);
    void clear(Alarm alarm);

    [[nodiscard]] bool is_leaving() const {
        return phase_ == Phase::leaving || phase_ == Phase::ended;
    }

    [[nodiscard]] bool is_current(MediaEpoch epoch) const {
        return epoch == epoch_ && !is_leaving();
    }

    [[nodiscard]] bool handle_is_busy() const;
    /// A change of ours can be sent now.
    [[nodiscard]] bool may_change() const;
    [[nodiscard]] bool is_armed(Alarm alarm) const;

    ConferenceConfig config_;
    std::vector<Action> actions_;
    TimePoint now_;
    Phase phase_ = Phase::idle;
    std::array<std::optional<TimePoint>, alarm_count> alarms_;
    RequestTable requests_;

    // goal
    Goal goal_{config_.goal};
    std::optional<std::string> broken_rule_;

    // session
    bool socket_open_ = false;
    base::SessionId session_;
    bool session_alive_ = false;
    unsigned session_conflicts_ = 0;
    base::HandleId handle_;
    std::chrono::milliseconds keep_alive_interval_ = timing::keep_alive_interval;
    /// Known once the media is up; 0 before.
    std::uint64_t server_version_ = 0;
    unsigned unreadable_ = 0;
    std::optional<TimePoint> unreadable_since_;

    // room
    bool in_room_ = false;
    bool was_in_room_ = false;
    /// Made by us (--create), hence destroyed by us.
    std::optional<base::RoomId> own_room_;
    base::ParticipantId id_;
    Roster roster_;
    bool muted_ = false;
    /// What the server was last told; differs from muted_ while the handle is busy.
    bool muted_on_server_ = false;

    struct Asked {
        CommandSource from = CommandSource::signal;
        const char* command = "";
        CommandTag tag = 0;
    };

    /// Who waits for the mute state that was wished for last.
    std::vector<Asked> mute_asked_;
    /// Commands that the media carries out.
    std::vector<Asked> media_asked_;
    /// In the order of asking; the first one may be on its way.
    std::deque<std::variant<SettingsRequested, ChangeRoomRequested>> changes_;

    // media
    MediaEpoch epoch_{1};
    std::optional<TimePoint> media_since_;
    std::optional<std::string> local_sdp_;
    bool offer_sent_ = false;
    bool answered_ = false;
    bool gathered_ = false;
    bool told_gathered_ = false;
    std::vector<janus::Candidate> held_candidates_;
    std::vector<std::string> remote_candidates_;
    /// Of this peer connection, held or passed on.
    std::size_t remote_candidate_count_ = 0;
    bool webrtc_up_ = false;
    bool uplink_seen_ = false;
    bool ice_connected_ = false;
    bool dtls_verified_ = false;
    bool first_audio_ = false;
    Flow flow_ = Flow::down;
    bool media_stopped_ = false;
    /// Of the peer connection: up, and not known to be dead. The signalling may be gone meanwhile.
    bool media_lives_ = false;
    std::optional<std::string> recording_;

    // recovery
    struct Outage {
        TimePoint since;
        unsigned attempt = 0;
        ResumedBy by = ResumedBy::rejoin;
        /// What began it; the later ones only say why it lasts.
        base::Failure cause{};
        base::Failure last{};
    };

    std::optional<Outage> outage_;
    Backoff backoff_;
    /// Sound was heard once: from now on trouble is worth recovering from.
    bool was_ready_ = false;
    std::optional<TimePoint> resumed_at_;
    TimePoint stalled_since_;
    std::optional<TimePoint> network_changed_at_;
    /// When peer connections died while the signalling lived.
    std::deque<TimePoint> media_losses_;
    unsigned protocol_breaks_ = 0;
    /// The message in hand is not whole.
    bool is_cut_ = false;
    bool told_cut_ = false;
    /// We asked for the end of the peer connection, and its event is still to come.
    bool hanging_up_ = false;
    /// The connection is being closed, because it is no good any more.
    bool dropping_link_ = false;
    std::size_t server_ = 0;
    /// Where session_ lives, or lived.
    std::size_t session_server_ = 0;
    bool session_gone_ = false;
    /// A change of the room was on its way when the connection was lost.
    bool room_is_unsure_ = false;

    // playing
    LinkAdaptation adaptation_{config_.adapt};
    bool silent_ = false;
    std::optional<TimePoint> session_asked_;
    std::optional<std::chrono::milliseconds> session_round_trip_;
    std::optional<TimePoint> info_sent_;
    std::optional<std::chrono::milliseconds> signaling_round_trip_;
    std::optional<std::chrono::milliseconds> media_round_trip_;
    /// The drain ends the conference.
    bool time_is_up_ = false;
    bool played_ = false;
    /// Somebody else muted us, or the room, before all was played.
    bool silenced_ = false;
    bool uplink_missing_ = false;

    // leaving
    base::ExitCode exit_ = base::ExitCode::ok;
    bool left_cleanly_ = false;
    enum class LeaveStep { none, leave, destroy_room, detach, destroy_session, close };
    LeaveStep leave_step_ = LeaveStep::none;
};

} // namespace janus_talk::core
