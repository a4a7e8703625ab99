// SPDX-License-Identifier: MIT
#include "janus/admin.hpp"
#include "janus/encode_audiobridge.hpp"
#include "json/writer.hpp"

#include <string_view>
#include <variant>

namespace janus_talk::janus {

namespace {

class AdminRequestWriter {
public:
    explicit AdminRequestWriter(json::Writer& writer) : writer_(writer) {}

    void operator()(const Info& /*info*/) const { verb("info"); }

    void operator()(const Ping& /*ping*/) const { verb("ping"); }

    void operator()(const GetStatus& /*status*/) const { verb("get_status"); }

    void operator()(const ListSessions& /*list*/) const { verb("list_sessions"); }

    void operator()(const ListHandles& list) const { verb("list_handles", list.session); }

    void operator()(const GetHandleInfo& get) const {
        verb("handle_info", get.session, get.handle);
        if (get.plugin_only)
            writer_.member("plugin_only", true);
    }

    void operator()(const HangupWebrtc& hangup) const {
        verb("hangup_webrtc", hangup.session, hangup.handle);
    }

    void operator()(const DetachHandle& detach) const {
        verb("detach_handle", detach.session, detach.handle);
    }

    void operator()(const RemoveSession& remove) const { verb("destroy_session", remove.session); }

    void operator()(const AcceptNewSessions& accept) const {
        verb("accept_new_sessions");
        writer_.member("accept", accept.accept);
    }

    void operator()(const MessagePlugin& message) const {
        verb("message_plugin");
        writer_.member("plugin", audiobridge_plugin).key("request");
        encode_audiobridge(writer_, message.body);
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

    json::Writer& writer_;
};

bool needs_secret(const AdminRequest& request) noexcept {
    return !std::holds_alternative<Info>(request) && !std::holds_alternative<Ping>(request);
}

} // namespace

std::string encode(const AdminEnvelope& envelope, const std::optional<base::Secret>& admin_secret) {
    json::Writer writer;
    writer.begin_object();
    std::visit(AdminRequestWriter{writer}, envelope.request);
    writer.member("transaction", envelope.transaction);
    if (admin_secret && needs_secret(envelope.request))
        writer.member("admin_secret", admin_secret->reveal());
    return writer.end_object().take();
}

} // namespace janus_talk::janus
