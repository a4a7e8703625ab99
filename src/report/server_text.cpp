// SPDX-License-Identifier: MIT
#include "report/server_text.hpp"

#include "base/text.hpp"
#include "json/document.hpp"
#include "report/facts.hpp"

#include <array>
#include <optional>
#include <variant>

namespace janus_talk::report {

namespace {

struct Known {
    std::string_view member;
    std::string_view label;
    std::string_view unit;
};

constexpr std::array access_members{
        Known{"accepting-new-sessions", "takes new sessions", ""},
        Known{"api_secret", "API secret", ""},
        Known{"auth_token", "tokens", ""},
        Known{"opaqueid_in_api", "opaque ids in events", ""},
};

constexpr std::array limit_members{
        Known{"session-timeout", "session time-out", "s"},
        Known{"reclaim-session-timeout", "reclaim time-out", "s"},
        Known{"candidates-timeout", "candidates time-out", "s"},
        Known{"min-nack-queue", "shortest NACK queue", "ms"},
        Known{"twcc-period", "TWCC period", "ms"},
        Known{"dtls-mtu", "DTLS MTU", "bytes"},
        Known{"static-event-loops", "static event loops", ""},
};

constexpr std::array ice_members{
        Known{"local-ip", "local address", ""},
        Known{"public-ip", "public address", ""},
        Known{"public-ips", "public addresses", ""},
        Known{"ipv6", "IPv6", ""},
        Known{"ice-lite", "ICE lite", ""},
        Known{"ice-tcp", "ICE over TCP", ""},
        Known{"ice-nomination", "nomination", ""},
        Known{"ice-consent-freshness", "consent freshness", ""},
        Known{"ice-keepalive-conncheck", "keepalive checks", ""},
        Known{"full-trickle", "full trickle", ""},
        Known{"mdns-enabled", "mDNS candidates", ""},
        Known{"stun-server", "STUN server", ""},
        Known{"turn-server", "TURN server", ""},
        Known{"rtp-port-range", "RTP ports", ""},
        Known{"nack-optimizations", "NACK optimizations", ""},
        Known{"data_channels", "data channels", ""},
        Known{"event_handlers", "event handlers", ""},
};

constexpr std::array status_members{
        Known{"token_auth", "token authentication", ""},
        Known{"session_timeout", "session time-out", "s"},
        Known{"reclaim_session_timeout", "reclaim time-out", "s"},
        Known{"candidates_timeout", "candidates time-out", "s"},
        Known{"log_level", "log level", "(0 silent to 7)"},
        Known{"log_timestamps", "log timestamps", ""},
        Known{"log_colors", "log colors", ""},
        Known{"locking_debug", "locking debug", ""},
        Known{"refcount_debug", "refcount debug", ""},
        Known{"libnice_debug", "libnice debug", ""},
        Known{"min_nack_queue", "shortest NACK queue", "ms"},
        Known{"nack-optimizations", "NACK optimizations", ""},
        Known{"no_media_timer", "no-media timer", "s"},
        Known{"slowlink_threshold", "slow-link threshold", "packets/s"},
};

std::string text_of(json::Value value, std::string_view unit) {
    if (const auto text = value.string())
        return std::string(*text);
    if (const auto truth = value.boolean())
        return *truth ? "yes" : "no";
    if (const auto number = value.signed_integer())
        return std::to_string(*number) + (unit.empty() ? "" : " ") + std::string(unit);
    std::string list;
    for (const json::Value element : value.elements()) {
        if (const auto text = element.string())
            list += (list.empty() ? "" : ", ") + std::string(*text);
    }
    return list;
}

template <std::size_t Count>
void add_known(Facts& facts, json::Value object, const std::array<Known, Count>& members) {
    for (const Known& known : members) {
        if (const auto value = object.member(known.member))
            facts.add(std::string(known.label), text_of(*value, known.unit));
    }
}

std::string server_member(json::Value object, std::string_view name) {
    const auto value = object.member(name);
    return value ? text_of(*value, {}) : std::string{};
}

/// The modules of one kind: package name and version.
void add_modules(Facts& facts, json::Value info, std::string_view kind, std::string title) {
    const auto modules = info.member(kind);
    if (!modules)
        return;
    facts.section(std::move(title));
    for (const json::Value module : modules->members())
        facts.add(base::harmless(module.name(), 64), server_member(module, "version_string"));
}

void add_dependencies(Facts& facts, json::Value info) {
    const auto dependencies = info.member("dependencies");
    if (!dependencies)
        return;
    facts.section("Built with");
    for (const json::Value library : dependencies->members())
        facts.add(base::harmless(library.name(), 64), text_of(library, {}));
}

std::optional<json::Document> document_of(std::string_view payload) {
    auto parsed = json::parse(payload);
    if (auto* document = std::get_if<json::Document>(&parsed))
        return std::move(*document);
    return std::nullopt;
}

} // namespace

std::string server_text(std::string_view payload) {
    const auto document = document_of(payload);
    if (!document)
        return {};
    const json::Value info = document->root();
    Facts facts;
    facts.section(server_member(info, "name") + " " + server_member(info, "version_string"));
    const std::string name = server_member(info, "server-name");
    facts.add("name", name.empty() ? std::nullopt : std::optional{name});
    add_known(facts, info, access_members);
    facts.section("Limits");
    add_known(facts, info, limit_members);
    facts.section("Media");
    add_known(facts, info, ice_members);
    add_modules(facts, info, "transports", "Transports");
    add_modules(facts, info, "plugins", "Plug-ins");
    add_modules(facts, info, "events", "Event handlers");
    add_modules(facts, info, "loggers", "Loggers");
    add_dependencies(facts, info);
    return facts.text();
}

std::string status_text(std::string_view payload) {
    const auto document = document_of(payload);
    const auto status = document ? document->root().member("status") : std::nullopt;
    if (!status)
        return {};
    Facts facts;
    add_known(facts, *status, status_members);
    return facts.text();
}

} // namespace janus_talk::report
