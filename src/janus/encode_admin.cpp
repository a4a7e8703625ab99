// SPDX-License-Identifier: MIT
#include "janus/admin.hpp"
#include "janus/encode_audiobridge.hpp"
#include "json/copy.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"

#include <string_view>
#include <variant>

namespace janus_talk::janus {

namespace {

struct SwitchNames {
    std::string_view verb;
    std::string_view member;
};

SwitchNames names_of(AdminSwitch which) {
    switch (which) {
    case AdminSwitch::locking_debug:
        return {"set_locking_debug", "debug"};
    case AdminSwitch::refcount_debug:
        return {"set_refcount_debug", "debug"};
    case AdminSwitch::libnice_debug:
        return {"set_libnice_debug", "debug"};
    case AdminSwitch::log_timestamps:
        return {"set_log_timestamps", "timestamps"};
    case AdminSwitch::log_colors:
        return {"set_log_colors", "colors"};
    case AdminSwitch::nack_optimizations:
        return {"set_nack_optimizations", "nack_optimizations"};
    }
    return {};
}

SwitchNames names_of(AdminNumber which) {
    switch (which) {
    case AdminNumber::log_level:
        return {"set_log_level", "level"};
    case AdminNumber::min_nack_queue:
        return {"set_min_nack_queue", "min_nack_queue"};
    case AdminNumber::no_media_timer:
        return {"set_no_media_timer", "no_media_timer"};
    case AdminNumber::slowlink_threshold:
        return {"set_slowlink_threshold", "slowlink_threshold"};
    }
    return {};
}

std::string_view verb_of(TokenAction action) {
    switch (action) {
    case TokenAction::add:
        return "add_token";
    case TokenAction::allow:
        return "allow_token";
    case TokenAction::disallow:
        return "disallow_token";
    case TokenAction::remove:
        return "remove_token";
    }
    return "";
}

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

    void operator()(const SetSwitch& set) const {
        const SwitchNames names = names_of(set.which);
        verb(names.verb);
        writer_.member(names.member, set.on);
    }

    void operator()(const SetNumber& set) const {
        const SwitchNames names = names_of(set.which);
        verb(names.verb);
        writer_.member(names.member, set.value);
    }

    void operator()(const SetSessionTimeout& set) const {
        verb("set_session_timeout");
        if (set.session)
            writer_.member("session_id", set.session->value);
        if (set.timeout)
            writer_.member("timeout", *set.timeout);
        else
            writer_.member("timeout", -1);
    }

    void operator()(const EditToken& edit) const {
        verb(verb_of(edit.action));
        writer_.member("token", edit.token.reveal());
        if (edit.plugins.empty())
            return;
        writer_.key("plugins").begin_array();
        for (const std::string& plugin : edit.plugins)
            writer_.value(plugin);
        writer_.end_array();
    }

    void operator()(const ListTokens& /*list*/) const { verb("list_tokens"); }

    void operator()(const ResolveAddress& resolve) const {
        verb("resolve_address");
        writer_.member("address", resolve.address);
    }

    void operator()(const TestStun& test) const {
        verb("test_stun");
        writer_.member("address", test.address)
                .member("port", test.port)
                .member("localport", test.local_port);
    }

    void operator()(const StartCapture& start) const {
        verb(start.text ? "start_text2pcap" : "start_pcap", start.session, start.handle);
        writer_.member("folder", start.folder)
                .member("filename", start.filename)
                .member("truncate", start.truncate);
    }

    void operator()(const StopCapture& stop) const {
        verb(stop.text ? "stop_text2pcap" : "stop_pcap", stop.session, stop.handle);
    }

    void operator()(const ListLoops& /*list*/) const { verb("loops_info"); }

    void operator()(const LogLine& log) const {
        verb("custom_logline");
        writer_.member("line", log.line).member("level", log.level);
    }

    /// All members but those that are ours.
    void operator()(const RawAdmin& raw) const {
        const auto parsed = json::parse(raw.json);
        const auto* document = std::get_if<json::Document>(&parsed);
        if (document == nullptr)
            return;
        for (const json::Value member : document->root().members()) {
            if (member.name() == "transaction" || member.name() == "admin_secret")
                continue;
            writer_.key(member.name());
            json::copy(writer_, member);
        }
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
