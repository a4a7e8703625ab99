// SPDX-License-Identifier: MIT
#include "report/admin_text.hpp"

#include "base/text.hpp"
#include "json/copy.hpp"
#include "json/document.hpp"
#include "report/foreign_members.hpp"
#include "report/reply_fields.hpp"
#include "report/server_text.hpp"
#include "report/table.hpp"
#include "report/words.hpp"

#include <optional>
#include <utility>
#include <variant>

namespace janus_talk::report {

namespace {

constexpr std::size_t longest_line = 4096;

/// "1.23 ms" of a member in µs.
std::string elapsed(json::Value object) {
    const auto value = object.member("elapsed");
    const auto microseconds = value ? value->number() : std::nullopt;
    return microseconds ? decimal(*microseconds / 1000, 2) + " ms" : std::string{"?"};
}

std::string joined(std::optional<json::Value> list) {
    std::string text;
    if (!list)
        return text;
    for (const json::Value element : list->elements())
        text += (text.empty() ? "" : ", ") + std::string(element.string().value_or("?"));
    return text;
}

std::optional<json::Value> tokens_in(json::Value reply) {
    const auto data = reply.member("data");
    return data ? data->member("tokens") : std::nullopt;
}

class AdminText {
public:
    AdminText(json::Value reply, bool show_secrets) : reply_(reply), show_secrets_(show_secrets) {}

    std::string operator()(const janus::ListSessions& /*list*/) const {
        return ids("sessions", "No sessions.\n");
    }

    std::string operator()(const janus::ListHandles& /*list*/) const {
        return ids("handles", "No handles.\n");
    }

    std::string operator()(const janus::ListTokens& /*list*/) const {
        const auto tokens = tokens_in(reply_);
        if (!tokens || tokens->size() == 0)
            return "No tokens.\n";
        std::string text;
        for (const json::Value token : tokens->elements()) {
            const std::string name = cell(token, "token");
            text += base::harmless(show_secrets_ ? name : masked(name), longest_line) + "  " +
                    base::harmless(joined(token.member("allowed_plugins")), longest_line) + "\n";
        }
        return text;
    }

    std::string operator()(const janus::EditToken& edit) const {
        const auto data = reply_.member("data");
        const std::string plugins = data ? joined(data->member("plugins")) : std::string{};
        if (edit.action == janus::TokenAction::remove)
            return "The server does not know the token any more.\n";
        return "The token may use: " +
               (plugins.empty() ? "nothing" : base::harmless(plugins, longest_line)) + "\n";
    }

    std::string operator()(const janus::ListLoops& /*list*/) const {
        const auto loops = reply_.member("loops");
        if (!loops || loops->size() == 0)
            return "No static event loops: each handle has one of its own.\n";
        Table table{{{"LOOP", Table::Align::right}, {"HANDLES", Table::Align::right}}};
        for (const json::Value loop : loops->elements())
            table.add({cell(loop, "id"), cell(loop, "handles")});
        return table.text();
    }

    std::string operator()(const janus::ResolveAddress& /*resolve*/) const {
        return base::harmless(cell(reply_, "ip")) + " in " + elapsed(reply_) + "\n";
    }

    std::string operator()(const janus::TestStun& /*test*/) const {
        return base::harmless(cell(reply_, "public_ip")) + ":" + cell(reply_, "public_port") +
               " in " + elapsed(reply_) + "\n";
    }

    std::string operator()(const janus::AcceptNewSessions& accept) const {
        return accept.accept ? "The server takes new sessions.\n"
                             : "The server takes no new sessions; those it has go on.\n";
    }

    std::string operator()(const janus::HangupWebrtc& /*hangup*/) const {
        return "The peer connection was ended.\n";
    }

    std::string operator()(const janus::DetachHandle& /*detach*/) const {
        return "The handle was detached.\n";
    }

    std::string operator()(const janus::RemoveSession& /*remove*/) const {
        return "The session was destroyed.\n";
    }

    std::string operator()(const janus::MessagePlugin& /*message*/) const { return raw(); }

    std::string operator()(const janus::RawAdmin& /*request*/) const { return raw(); }

    template <typename Other>
    std::string operator()(const Other& /*other*/) const {
        return "Done.\n";
    }

private:
    [[nodiscard]] std::string ids(std::string_view member, const char* none) const {
        std::string text;
        if (const auto list = reply_.member(member)) {
            for (const json::Value id : list->elements())
                text += std::to_string(id.unsigned_integer().value_or(0)) + "\n";
        }
        return text.empty() ? none : text;
    }

    [[nodiscard]] std::string raw() const {
        json::Writer writer;
        json::copy(writer, reply_);
        return writer.take() + "\n";
    }

    json::Value reply_;
    bool show_secrets_;
};

/// The server's own members; `data` is only a wrapping, and the ids in the envelope were the
/// question. `raw`: nothing is left out.
void copy_members(ForeignMembers& foreign, json::Value object, bool raw) {
    for (const json::Value member : object.members()) {
        const bool is_id = member.name() == "session_id" || member.name() == "handle_id";
        if (is_id && !raw)
            continue;
        if (member.name() == "data" && member.is_object() && !raw) {
            copy_members(foreign, member, raw);
            continue;
        }
        foreign.copy(member.name(), member);
    }
}

void copy_tokens(json::Writer& writer, json::Value reply, bool show_secrets) {
    writer.key("tokens").begin_array();
    if (const auto tokens = tokens_in(reply)) {
        for (const json::Value token : tokens->elements()) {
            const std::string text = cell(token, "token");
            writer.begin_object().member("token", show_secrets ? text : masked(text));
            if (const auto plugins = token.member("allowed_plugins")) {
                writer.key("allowed_plugins");
                json::copy(writer, *plugins);
            }
            writer.end_object();
        }
    }
    writer.end_array();
}

} // namespace

std::string masked(std::string_view token) {
    constexpr std::size_t shown = 4;
    return token.size() <= 2 * shown ? "***" : std::string(token.substr(0, shown)) + "***";
}

std::string
admin_text(const janus::AdminRequest& request, std::string_view payload, bool show_secrets) {
    const auto parsed = json::parse(payload, reply_limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr)
        return {};
    if (std::holds_alternative<janus::GetStatus>(request))
        return status_text(payload);
    return std::visit(AdminText{document->root(), show_secrets}, request);
}

std::string
admin_members(const janus::AdminRequest& request, std::string_view payload, bool show_secrets) {
    json::Writer writer;
    writer.begin_object();
    const auto parsed = json::parse(payload, reply_limits);
    if (const auto* document = std::get_if<json::Document>(&parsed)) {
        const bool is_raw = std::holds_alternative<janus::RawAdmin>(request) ||
                            std::holds_alternative<janus::MessagePlugin>(request);
        ForeignMembers foreign{writer, {}};
        if (std::holds_alternative<janus::ListTokens>(request))
            copy_tokens(writer, document->root(), show_secrets);
        else
            copy_members(foreign, document->root(), is_raw);
    }
    return writer.end_object().take();
}

} // namespace janus_talk::report
