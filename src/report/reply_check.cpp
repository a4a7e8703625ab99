// SPDX-License-Identifier: MIT
#include "report/reply_check.hpp"

#include "json/document.hpp"
#include "report/reply_fields.hpp"

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

} // namespace

std::optional<base::Failure> misfit(const janus::AudioBridgeRequest& request,
                                    std::string_view payload) {
    const auto parsed = json::parse(payload, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document != nullptr && std::visit(Fits{document->root()}, request))
        return std::nullopt;
    return base::Failure{base::ExitCode::protocol,
                         "The server's answer does not have what was asked for.",
                         "Check that the address is that of a Janus server with the AudioBridge.",
                         {}};
}

} // namespace janus_talk::report
