// SPDX-License-Identifier: MIT
#include "report/reply_check.hpp"

#include "json/document.hpp"
#include "report/reply_fields.hpp"

#include <string>
#include <utility>
#include <variant>

namespace janus_talk::report {

namespace {

bool has_list(json::Value reply, std::string_view name) {
    const auto list = reply.member(name);
    return list && list->is_array();
}

/// Whether the answer has what the request asks for.
class Fits {
public:
    explicit Fits(json::Value reply) : reply_(reply) {}

    bool operator()(const janus::ListRooms& /*list*/) const { return has_list(reply_, "list"); }

    bool operator()(const janus::ListParticipants& /*list*/) const {
        return has_list(reply_, "participants");
    }

    bool operator()(const janus::ListForwarders& /*list*/) const {
        return has_list(reply_, "rtp_forwarders");
    }

    bool operator()(const janus::RoomExists& /*exists*/) const {
        const auto exists = reply_.member("exists");
        return exists && exists->boolean();
    }

    bool operator()(const janus::CreateRoom& /*create*/) const {
        const auto kind = reply_.member("audiobridge");
        return kind && kind->string() == "created";
    }

    /// A deed is told to have succeeded, in one word or another.
    template <typename Other>
    bool operator()(const Other& /*deed*/) const {
        const auto kind = reply_.member("audiobridge");
        return kind && kind->string();
    }

private:
    json::Value reply_;
};

/// Likewise for the Admin API, whose answers say "success" and what was asked for.
class AdminFits {
public:
    AdminFits(json::Value reply, bool is_success) : reply_(reply), is_success_(is_success) {}

    bool operator()(const janus::Info& /*info*/) const { return has("version"); }

    bool operator()(const janus::Ping& /*ping*/) const { return true; }

    /// Whatever it was, it is shown as it came.
    bool operator()(const janus::RawAdmin& /*raw*/) const { return true; }

    bool operator()(const janus::GetStatus& /*status*/) const { return has_object("status"); }

    bool operator()(const janus::GetHandleInfo& /*info*/) const { return has_object("info"); }

    bool operator()(const janus::ListSessions& /*list*/) const {
        return has_list(reply_, "sessions");
    }

    bool operator()(const janus::ListHandles& /*list*/) const {
        return has_list(reply_, "handles");
    }

    bool operator()(const janus::ListLoops& /*list*/) const { return has_list(reply_, "loops"); }

    bool operator()(const janus::ListTokens& /*list*/) const { return has_data("tokens"); }

    bool operator()(const janus::EditToken& edit) const {
        return edit.action == janus::TokenAction::remove ? is_success_ : has_data("plugins");
    }

    bool operator()(const janus::ResolveAddress& /*resolve*/) const { return has("ip"); }

    bool operator()(const janus::TestStun& /*test*/) const { return has("public_ip"); }

    bool operator()(const janus::MessagePlugin& message) const {
        return std::visit(Fits{reply_}, message.body);
    }

    template <typename Other>
    bool operator()(const Other& /*deed*/) const {
        return is_success_;
    }

private:
    [[nodiscard]] bool has(std::string_view name) const { return reply_.member(name).has_value(); }

    [[nodiscard]] bool has_object(std::string_view name) const {
        const auto object = reply_.member(name);
        return object && object->is_object();
    }

    [[nodiscard]] bool has_data(std::string_view name) const {
        const auto data = reply_.member("data");
        return data && has_list(*data, name);
    }

    json::Value reply_;
    bool is_success_;
};

base::Failure strange_answer(std::string hint) {
    return {base::ExitCode::protocol,
            "The server's answer does not have what was asked for.",
            std::move(hint),
            {}};
}

} // namespace

std::optional<base::Failure> misfit(const janus::AudioBridgeRequest& request,
                                    std::string_view payload) {
    const auto parsed = json::parse(payload, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document != nullptr && std::visit(Fits{document->root()}, request))
        return std::nullopt;
    return strange_answer("Check that the address is that of a Janus server with the AudioBridge.");
}

std::optional<base::Failure> misfit(const janus::AdminRequest& request, const core::Reply& reply) {
    if (reply.is_absent)
        return std::nullopt;
    const auto parsed = json::parse(reply.payload, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document != nullptr && std::visit(AdminFits{document->root(), reply.is_success}, request))
        return std::nullopt;
    return strange_answer(
            "Check that --admin-url is the address of the Admin API of a Janus server.");
}

} // namespace janus_talk::report
