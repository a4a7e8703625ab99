// SPDX-License-Identifier: MIT
#include "janus/payload.hpp"

#include "json/copy.hpp"
#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

namespace janus_talk::janus {

namespace {

/// As in decode_admin(): a busy server lists tens of thousands of sessions.
constexpr json::Limits limits{.values = 200'000};

constexpr std::array envelope_members{std::string_view{"janus"},
                                      std::string_view{"transaction"},
                                      std::string_view{"sender"},
                                      std::string_view{"plugindata"},
                                      std::string_view{"jsep"}};

bool is_envelope(std::string_view name) {
    return std::find(envelope_members.begin(), envelope_members.end(), name) !=
           envelope_members.end();
}

std::optional<json::Value> plugin_words(json::Value message) {
    if (const auto envelope = message.member("plugindata"))
        return envelope->member("data");
    return message.member("response");
}

} // namespace

std::string payload_of(std::string_view message) {
    const auto parsed = json::parse(message, limits);
    const auto* document = std::get_if<json::Document>(&parsed);
    json::Writer writer;
    if (document == nullptr || !document->root().is_object())
        return writer.begin_object().end_object().take();
    const json::Value root = document->root();
    if (const auto words = plugin_words(root)) {
        json::copy(writer, *words);
        return writer.take();
    }
    writer.begin_object();
    for (const json::Value member : root.members()) {
        if (is_envelope(member.name()))
            continue;
        writer.key(member.name());
        json::copy(writer, member);
    }
    return writer.end_object().take();
}

} // namespace janus_talk::janus
