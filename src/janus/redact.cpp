// SPDX-License-Identifier: MIT
#include "janus/redact.hpp"

#include "base/text.hpp"
#include "janus/envelope_fields.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace janus_talk::janus {

namespace {

constexpr const char* hidden = "***";
/// Values shown of one message; the rest is counted. Keeps a log line short whatever the server
/// sends.
constexpr std::size_t value_budget = 200;
constexpr std::size_t text_limit = 128;

/// What a member's value may show. Everything that is not listed is hidden, so that a new kind of
/// secret is safe before anybody thinks of it. true, false and null can't be secrets and always
/// show.
constexpr std::array shown_members{
        std::string_view{"janus"},
        std::string_view{"transaction"},
        std::string_view{"audiobridge"},
        std::string_view{"request"},
        std::string_view{"result"},
        std::string_view{"plugin"},
        std::string_view{"code"},
        std::string_view{"error_code"},
        std::string_view{"type"},
        std::string_view{"media"},
        std::string_view{"mid"},
        std::string_view{"sdpMid"},
        std::string_view{"sdpMLineIndex"},
        std::string_view{"lost"},
        std::string_view{"nacks"},
        std::string_view{"seconds"},
        std::string_view{"room"},
        std::string_view{"leaving"},
        std::string_view{"kicked"},
        std::string_view{"kicked_all"},
        std::string_view{"suspended"},
        std::string_view{"resumed"},
        std::string_view{"file_id"},
        std::string_view{"codec"},
        std::string_view{"prebuffer"},
        std::string_view{"bitrate"},
        std::string_view{"quality"},
        std::string_view{"expected_loss"},
        std::string_view{"volume"},
        std::string_view{"spatial_position"},
        std::string_view{"sampling_rate"},
        std::string_view{"num_participants"},
        std::string_view{"version"},
        std::string_view{"version_string"},
        std::string_view{"session-timeout"},
        std::string_view{"reclaim-session-timeout"},
        std::string_view{"candidates-timeout"},
};

bool is_shown(std::string_view name) noexcept {
    return std::find(shown_members.begin(), shown_members.end(), name) != shown_members.end();
}

/// Names of the protocol are plain words (and URIs of header extensions); anything else is only
/// counted. Names stay unique this way, as cutting or escaping them would not guarantee.
std::string shown_name(std::string_view name, std::size_t position) {
    const bool plain =
            name.size() <= text_limit && std::all_of(name.begin(), name.end(), [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == ':' || c == '/';
            });
    return plain ? std::string{name} : "?" + std::to_string(position);
}

class Redactor {
public:
    [[nodiscard]] std::string redact(json::Value root) {
        write(root, false);
        return writer_.take();
    }

private:
    /// `in_plugin`: inside a plug-in's own object, where `id` is a participant's and not a
    /// session's.
    // NOLINTNEXTLINE(misc-no-recursion): the parser caps the depth
    void write(json::Value value, bool in_plugin) {
        if (value.is_object()) {
            std::size_t position = 0;
            writer_.begin_object();
            for (const json::Value member : value.members()) {
                if (!spend())
                    break;
                writer_.key(shown_name(member.name(), ++position));
                const bool plugin_object = value.name() == "plugindata" && member.name() == "data";
                write(member, in_plugin || plugin_object || member.name() == "body");
            }
            writer_.end_object();
        } else if (value.is_array()) {
            writer_.begin_array();
            for (const json::Value element : value.elements()) {
                if (!spend())
                    break;
                write(element, in_plugin);
            }
            writer_.end_array();
        } else {
            write_scalar(value, in_plugin);
        }
    }

    void write_scalar(json::Value value, bool in_plugin) {
        const std::string_view name = value.name();
        if (const auto truth = value.boolean()) {
            writer_.value(*truth);
        } else if (value.is_null()) {
            writer_.null();
        } else if (is_shown(name) || (in_plugin && name == "id")) {
            write_shown(value);
        } else if (const auto text = value.string();
                   text && (name == "reason" || name == "error")) {
            writer_.value(base::harmless(without_numbers(*text), text_limit));
        } else if (text && name == "sdp") {
            writer_.value("*** " + std::to_string(text->size()) + " bytes");
        } else {
            writer_.value(hidden);
        }
    }

    void write_shown(json::Value value) {
        if (const auto text = value.string()) {
            writer_.value(base::harmless(*text, text_limit));
        } else if (const auto whole = value.signed_integer()) {
            writer_.value(*whole);
        } else if (const auto number = value.number()) {
            writer_.value(*number);
        } else {
            writer_.value(hidden);
        }
    }

    bool spend() noexcept { return budget_-- > 0; }

    json::Writer writer_;
    std::ptrdiff_t budget_ = value_budget;
};

} // namespace

std::string redact(std::string_view message) {
    const auto parsed = json::parse(message);
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr)
        return "(" + std::to_string(message.size()) + " bytes that are no JSON)";
    return Redactor{}.redact(document->root());
}

} // namespace janus_talk::janus
