// SPDX-License-Identifier: MIT
#include "app/conference.hpp"

#include "janus/cut_message.hpp"
#include "janus/decode.hpp"
#include "janus/encode.hpp"
#include "janus/redact.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::app {

Conference::Conference(const loop::MainLoop& loop,
                       core::ConferenceConfig config,
                       janus::Credentials credentials)
    : machine_(std::move(config)), credentials_(std::move(credentials)),
      timer_(loop, [this] { deliver(core::Tick{}); }) {}

void Conference::connect(Ports ports, Listener listener) {
    servers_ = std::move(ports.servers);
    media_ = &ports.media;
    listener_ = std::move(listener);
}

void Conference::deliver(core::Event event) {
    pump_.deliver(std::move(event), machine_, timer_, [this](const auto& a) { this->perform(a); });
}

void Conference::on_signaling_open() {
    deliver(core::SignalingOpened{});
}

void Conference::on_signaling_text(std::string_view text) {
    show_wire(false, text);
    deliver_decoded(janus::decode(text));
}

void Conference::on_signaling_cut(std::string_view head) {
    show_wire(false, head);
    deliver_decoded(janus::decode_cut(head));
}

void Conference::deliver_decoded(std::variant<janus::ServerMessage, janus::DecodeFailure> decoded) {
    if (auto* message = std::get_if<janus::ServerMessage>(&decoded)) {
        show_sdp(message->body);
        deliver(core::MessageReceived{std::move(*message)});
    } else {
        deliver(core::MessageUnreadable{std::get<janus::DecodeFailure>(std::move(decoded))});
    }
}

void Conference::on_signaling_silent(std::chrono::milliseconds silence) {
    deliver(core::SignalingSilent{silence});
}

void Conference::on_signaling_closed(const base::Failure& failure) {
    deliver(core::SignalingClosed{failure});
}

void Conference::on_media_event(const core::MediaEvent& event) {
    deliver(event);
}

void Conference::perform(const core::OpenSignaling& action) noexcept {
    server_ = std::min(action.server, servers_.size() - 1);
    servers_[server_].get().open();
}

void Conference::perform(const core::SendRequest& action) {
    std::string text = janus::encode(action.envelope, credentials_);
    show_wire(true, text);
    show_sdp(action.envelope.request);
    servers_[server_].get().send(std::move(text));
}

void Conference::perform(const core::CloseSignaling&) noexcept {
    servers_[server_].get().close();
}

void Conference::perform(const core::StartMedia& action) noexcept {
    media_->start(action.epoch);
}

void Conference::perform(const core::ApplyAnswer& action) noexcept {
    media_->apply_answer(action.epoch, action.answer);
}

void Conference::perform(const core::AddRemoteCandidate& action) noexcept {
    media_->add_remote_candidate(action.epoch, action.candidate);
}

void Conference::perform(const core::SetMicrophoneMuted& action) noexcept {
    media_->set_muted(action.muted);
}

void Conference::perform(const core::SetExpectedLoss& action) noexcept {
    media_->set_expected_loss(action.percent);
}

void Conference::perform(const core::StartRecording& action) noexcept {
    media_->start_recording(action.file, action.tag);
}

void Conference::perform(const core::StopRecording& action) noexcept {
    media_->stop_recording(action.tag);
}

void Conference::perform(const core::SayFile& action) noexcept {
    media_->say(action.file, action.tag);
}

void Conference::perform(const core::StopMedia& action) noexcept {
    media_->stop(action.epoch);
}

void Conference::perform(const core::Notify& action) {
    listener_.on_notice(action.notice);
}

void Conference::perform(const core::Stop& action) {
    listener_.on_stop(action);
}

void Conference::show_wire(bool outgoing, std::string_view text) const {
    if (listener_.on_wire)
        listener_.on_wire(outgoing, janus::redact(text));
}

void Conference::show_sdp(const janus::Request& request) const {
    if (!listener_.on_sdp)
        return;
    const auto* const message = std::get_if<janus::Message>(&request);
    if (message != nullptr && message->jsep)
        listener_.on_sdp(true, message->jsep->sdp);
    if (const auto* const trickle = std::get_if<janus::Trickle>(&request))
        listener_.on_sdp(true, trickle->candidate.candidate);
}

void Conference::show_sdp(const janus::ServerBody& body) const {
    if (!listener_.on_sdp)
        return;
    const auto* const event = std::get_if<janus::PluginEvent>(&body);
    if (event != nullptr && event->jsep)
        listener_.on_sdp(false, event->jsep->sdp);
    if (const auto* const candidate = std::get_if<janus::RemoteCandidate>(&body))
        listener_.on_sdp(false, candidate->candidate.candidate);
}

} // namespace janus_talk::app
