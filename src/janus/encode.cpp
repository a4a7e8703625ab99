// SPDX-License-Identifier: MIT
#include "janus/encode.hpp"

#include "janus/encode_audiobridge.hpp"
#include "json/writer.hpp"

#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

namespace janus_talk::janus {

namespace {

/// Writes what distinguishes one request: its verb and members. The envelope is written around it.
class RequestWriter {
public:
    explicit RequestWriter(json::Writer& writer) : writer_(writer) {}

    void operator()(const Info& /*info*/) const { verb("info"); }

    void operator()(const Ping& /*ping*/) const { verb("ping"); }

    void operator()(const CreateSession& create) const {
        verb("create");
        if (create.id)
            writer_.member("id", create.id->value);
    }

    void operator()(const ClaimSession& claim) const { verb("claim", claim.session); }

    void operator()(const Attach& attach) const {
        verb("attach", attach.session);
        writer_.member("plugin", attach.plugin).member("opaque_id", attach.opaque_id);
    }

    void operator()(const KeepAlive& keep_alive) const { verb("keepalive", keep_alive.session); }

    void operator()(const DestroySession& destroy) const { verb("destroy", destroy.session); }

    void operator()(const Detach& detach) const { verb("detach", detach.session, detach.handle); }

    void operator()(const Hangup& hangup) const { verb("hangup", hangup.session, hangup.handle); }

    void operator()(const Message& message) const {
        verb("message", message.session, message.handle);
        writer_.key("body");
        encode_audiobridge(writer_, message.body);
        if (message.jsep)
            write_jsep(*message.jsep);
    }

    void operator()(const Trickle& trickle) const {
        verb("trickle", trickle.session, trickle.handle);
        const Candidate& candidate = trickle.candidate;
        // Janus wants one of the two (456); the only section we ever offer is the first.
        const std::optional<unsigned> first_section =
                candidate.sdp_mid ? std::nullopt : std::optional{0U};
        writer_.key("candidate")
                .begin_object()
                .member("candidate", candidate.candidate)
                .member("sdpMid", candidate.sdp_mid)
                .member("sdpMLineIndex",
                        candidate.sdp_mline_index ? candidate.sdp_mline_index : first_section)
                .end_object();
    }

    void operator()(const TrickleCompleted& trickle) const {
        verb("trickle", trickle.session, trickle.handle);
        writer_.key("candidate").begin_object().member("completed", true).end_object();
    }

private:
    void verb(std::string_view name) const { writer_.member("janus", name); }

    void verb(std::string_view name, base::SessionId session) const {
        verb(name);
        writer_.member("session_id", session.value);
    }

    void verb(std::string_view name, base::SessionId session, base::HandleId handle) const {
        verb(name, session);
        writer_.member("handle_id", handle.value);
    }

    void write_jsep(const Jsep& jsep) const {
        writer_.key("jsep")
                .begin_object()
                .member("type", jsep.type == JsepType::offer ? "offer" : "answer")
                .member("sdp", jsep.sdp);
        if (!jsep.trickle)
            writer_.member("trickle", false);
        writer_.end_object();
    }

    json::Writer& writer_;
};

bool needs_credentials(const Request& request) noexcept {
    return !std::holds_alternative<Info>(request) && !std::holds_alternative<Ping>(request);
}

} // namespace

std::string encode(const Envelope& envelope, const Credentials& credentials) {
    json::Writer writer;
    writer.begin_object();
    std::visit(RequestWriter{writer}, envelope.request);
    writer.member("transaction", envelope.transaction);
    if (needs_credentials(envelope.request)) {
        if (credentials.api_secret)
            writer.member("apisecret", credentials.api_secret->reveal());
        if (credentials.token)
            writer.member("token", credentials.token->reveal());
    }
    return writer.end_object().take();
}

} // namespace janus_talk::janus
