// SPDX-License-Identifier: MIT
#include "support/machine_harness.hpp"

namespace janus_talk::test {

using core::MediaEpoch;

std::string offer_sdp() {
    return "v=0\r\no=- 1 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 "
           "0\r\na=ice-options:trickle\r\na=group:BUNDLE audio0\r\n"
           "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 "
           "0.0.0.0\r\na=setup:actpass\r\na=ice-ufrag:aaaa\r\n"
           "a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaa\r\na=rtcp-mux\r\na=rtcp-rsize\r\na=sendrecv\r\na=mid:"
           "audio0\r\n"
           "a=rtpmap:111 OPUS/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"
           "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=ssrc:1 cname:x\r\n"
           "a=fingerprint:sha-256 "
           "CF:4A:9B:67:01:CC:90:9B:D7:16:3F:02:A3:B4:6F:6D:A7:54:9C:20:DD:90:D2:6E:3A:58:B9:A3:AE:"
           "D9:BB:D0\r\n";
}

std::string answer_sdp() {
    return "v=0\r\no=- 1616341342233785 1 IN IP4 127.0.0.1\r\ns=AudioBridge 1234\r\nt=0 0\r\n"
           "a=group:BUNDLE audio0\r\na=msid-semantic: WMS janus\r\nm=audio 9 UDP/TLS/RTP/SAVPF "
           "111\r\n"
           "c=IN IP4 127.0.0.1\r\na=sendrecv\r\na=mid:audio0\r\na=rtcp-mux\r\na=ice-ufrag:UqfP\r\n"
           "a=ice-pwd:vFTAFAeLlLwOLtXGDOuzuK\r\na=ice-options:trickle\r\n"
           "a=fingerprint:sha-256 "
           "77:2A:43:15:9C:EE:25:52:29:F2:98:B6:ED:CF:30:73:9C:A1:30:DD:31:33:40:B3:45:A0:71:BB:26:"
           "BB:82:BF\r\n"
           "a=setup:active\r\na=rtpmap:111 opus/48000/2\r\n"
           "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
           "a=fmtp:111 maxplaybackrate=16000; stereo=0; sprop-stereo=0; "
           "useinbandfec=1\r\na=ssrc:3975394709 "
           "cname:janus\r\n"
           "a=candidate:1 1 udp 2015363327 10.9.1.1 46955 typ host\r\na=end-of-candidates\r\n";
}

core::ConferenceConfig MachineHarness::default_config() {
    core::ConferenceConfig config;
    config.room = base::RoomId{1234U};
    config.settings.display = "mohsen";
    config.opaque_id = "janus-talk-1";
    config.next_transaction = [n = 0]() mutable { return "t" + std::to_string(++n); };
    config.next_session_id = [n = session_number]() mutable { return n++; };
    return config;
}

MachineHarness::MachineHarness(core::ConferenceConfig config) : machine(std::move(config)) {}

std::vector<core::Action> MachineHarness::feed(core::Event event) {
    if (before)
        before(event);
    auto actions = machine.handle(event, now);
    for (const auto& action : actions) {
        if (const auto* notify = std::get_if<core::Notify>(&action))
            notices_.push_back(notify->notice);
        if (const auto* start = std::get_if<core::StartMedia>(&action))
            epoch_ = start->epoch;
        if (const auto* send = std::get_if<core::SendRequest>(&action)) {
            sent_.push_back(send->envelope);
            const auto* create = std::get_if<janus::CreateSession>(&send->envelope.request);
            if (create != nullptr && create->id)
                session_ = *create->id;
        }
        actions_.push_back(action);
    }
    if (after)
        after(event, actions);
    return actions;
}

void MachineHarness::forget() {
    actions_.clear();
    notices_.clear();
    sent_.clear();
}

void MachineHarness::advance(std::chrono::milliseconds time) {
    const auto end = now + time;
    while (const auto deadline = machine.deadline()) {
        if (*deadline > end)
            break;
        now = std::max(now, *deadline);
        feed(core::Tick{});
    }
    now = end;
}

void MachineHarness::answer(janus::ServerBody body, std::optional<std::string> transaction) {
    janus::ServerMessage message;
    message.session = session();
    message.transaction = std::move(transaction);
    message.body = std::move(body);
    feed(core::MessageReceived{std::move(message)});
}

void MachineHarness::connect() {
    feed(core::Start{});
    feed(core::SignalingOpened{});
}

void MachineHarness::attach() {
    connect();
    accept_session();
}

void MachineHarness::accept_session() {
    answer_to<janus::CreateSession>(
            janus::Success{last_request<janus::CreateSession>()->id->value});
    answer_to<janus::Attach>(janus::Success{handle_number});
}

void MachineHarness::join(std::vector<janus::Participant> others) {
    attach();
    accept_join(std::move(others));
}

void MachineHarness::accept_join(std::vector<janus::Participant> others) {
    answer_to<janus::Join>(janus::Ack{});
    answer_to<janus::Join>(janus::PluginEvent{
            janus::Joined{base::RoomId{1234U}, base::ParticipantId{own_number}, std::move(others)},
            {},
            false});
}

void MachineHarness::negotiate() {
    join();
    accept_offer();
}

void MachineHarness::accept_offer() {
    feed(core::MediaEvent{core::media::OfferReady{epoch(), offer_sdp()}});
    answer_to<janus::Configure>(janus::PluginEvent{
            janus::Configured{}, janus::Jsep{janus::JsepType::answer, answer_sdp(), true}, false});
}

void MachineHarness::bring_up() {
    negotiate();
    accept_media();
}

void MachineHarness::accept_media() {
    notify(janus::WebrtcUp{});
    feed(core::MediaEvent{core::media::DtlsVerified{epoch()}});
    feed(core::MediaEvent{core::media::FirstAudio{epoch()}});
    notify(janus::Media{"audio", "audio0", true, {}});
}

std::vector<std::string> MachineHarness::phases() const {
    std::vector<std::string> names;
    for (const auto& change : notices<core::StateChanged>())
        names.emplace_back(name_of(change.to));
    return names;
}

std::optional<core::Stop> MachineHarness::stopped() const {
    for (const auto& action : actions_) {
        if (const auto* stop = std::get_if<core::Stop>(&action))
            return *stop;
    }
    return std::nullopt;
}

std::string MachineHarness::error() const {
    std::string text;
    for (const auto& problem : notices<core::Problem>()) {
        if (problem.severity == core::Severity::error)
            text = problem.failure.text;
    }
    return text;
}

} // namespace janus_talk::test
