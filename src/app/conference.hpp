// SPDX-License-Identifier: MIT
#pragma once

#include "app/event_pump.hpp"
#include "core/conference_machine.hpp"
#include "core/ports.hpp"
#include "janus/request.hpp"
#include "janus/server_message.hpp"
#include "loop/main_loop.hpp"
#include "loop/timer.hpp"

#include <cstddef>
#include <functional>
#include <string_view>
#include <variant>
#include <vector>

namespace janus_talk::app {

/// The only place where decisions and adapters meet. It follows the machine's contract: one event →
/// handle → perform every action → re-arm one timer. Nothing is decided here.
/// @thread main
class Conference : public core::SignalingObserver, public core::MediaObserver {
public:
    struct Ports {
        /// One for each of ConferenceConfig::servers, at least one; at most one is open at a time.
        std::vector<std::reference_wrapper<core::SignalingPort>> servers;
        core::MediaPort& media;
    };

    struct Listener {
        std::function<void(const core::Notice&)> on_notice;
        /// The machine has stopped; nothing follows.
        std::function<void(const core::Stop&)> on_stop;
        /// Every message, without its secrets; `outgoing` tells the direction.
        std::function<void(bool outgoing, std::string_view redacted)> on_wire;
        /// Every session description, and every candidate that follows it ("candidate:…"), with
        /// their secrets.
        std::function<void(bool outgoing, std::string_view sdp)> on_sdp = {};
    };

    Conference(const loop::MainLoop& loop,
               core::ConferenceConfig config,
               janus::Credentials credentials);

    /// Before anything is delivered; the ports must outlive the conference's last event.
    void connect(Ports ports, Listener listener);
    void deliver(core::Event event);

    /// For a command whose answer somebody waits for.
    [[nodiscard]] core::CommandTag new_tag() noexcept { return ++last_tag_; }

    [[nodiscard]] const core::ConferenceMachine& machine() const noexcept { return machine_; }

    void on_signaling_open() override;
    void on_signaling_text(std::string_view text) override;
    void on_signaling_cut(std::string_view head) override;
    void on_signaling_silent(std::chrono::milliseconds silence) override;
    void on_signaling_closed(const base::Failure& failure) override;
    void on_media_event(const core::MediaEvent& event) override;

private:
    void perform(const core::OpenSignaling& action) noexcept;
    void perform(const core::SendRequest& action);
    void perform(const core::CloseSignaling& action) noexcept;
    void perform(const core::StartMedia& action) noexcept;
    void perform(const core::ApplyAnswer& action) noexcept;
    void perform(const core::AddRemoteCandidate& action) noexcept;
    void perform(const core::SetMicrophoneMuted& action) noexcept;
    void perform(const core::SetExpectedLoss& action) noexcept;
    void perform(const core::StartRecording& action) noexcept;
    void perform(const core::StopRecording& action) noexcept;
    void perform(const core::SayFile& action) noexcept;
    void perform(const core::StopMedia& action) noexcept;
    void perform(const core::Notify& action);
    void perform(const core::Stop& action);
    void deliver_decoded(std::variant<janus::ServerMessage, janus::DecodeFailure> decoded);
    void show_wire(bool outgoing, std::string_view text) const;
    void show_sdp(const janus::Request& request) const;
    void show_sdp(const janus::ServerBody& body) const;

    core::ConferenceMachine machine_;
    janus::Credentials credentials_;
    std::vector<std::reference_wrapper<core::SignalingPort>> servers_;
    /// The one of them that was opened last.
    std::size_t server_ = 0;
    core::MediaPort* media_ = nullptr;
    core::CommandTag last_tag_ = 0;
    Listener listener_;
    EventPump<core::ConferenceMachine, core::Event> pump_;
    loop::Timer timer_;
};

} // namespace janus_talk::app
