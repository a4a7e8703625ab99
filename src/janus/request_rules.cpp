// SPDX-License-Identifier: MIT
#include "janus/request_rules.hpp"

#include "janus/encode_audiobridge.hpp"
#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace janus_talk::janus {

namespace {

struct Needed {
    std::string_view request;
    ServerVersion version;
};

constexpr std::array later_requests{
        Needed{"suspend", 1201},
        Needed{"resume", 1201},
        Needed{"denoise_enable", 1203},
        Needed{"denoise_disable", 1203},
        Needed{"listannouncements", 1204},
        Needed{"stop_all_files", 1302},
};

/// Until then a changeroom that fails on a secret, or on the group that a room with groups wants,
/// leaves a mutex locked. No request tells whether a room has groups.
constexpr ServerVersion changeroom_mended = 1204;

std::string lower(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

/// The body as it would leave, so that typed and raw requests are judged alike.
json::Document body_of(const AudioBridgeRequest& request) {
    json::Writer writer;
    encode_audiobridge(writer, request);
    auto parsed = json::parse(writer.take());
    if (auto* document = std::get_if<json::Document>(&parsed))
        return std::move(*document);
    auto empty = json::parse("{}");
    return std::get<json::Document>(std::move(empty));
}

std::string name_in(const json::Document& body) {
    const auto name = body.root().member("request");
    return name ? lower(name->string().value_or("")) : std::string{};
}

} // namespace

std::string version_text(ServerVersion version) {
    return std::to_string(version / 1000) + "." + std::to_string(version / 100 % 10) + "." +
           std::to_string(version % 100);
}

std::string request_name(const AudioBridgeRequest& request) {
    return name_in(body_of(request));
}

ServerVersion needed_version(std::string_view request_name) noexcept {
    const auto* found =
            std::find_if(later_requests.begin(), later_requests.end(), [&](const Needed& needed) {
                return needed.request == request_name;
            });
    return found == later_requests.end() ? 0 : found->version;
}

bool depends_on_version(const AudioBridgeRequest& request) {
    const std::string name = request_name(request);
    return name == "changeroom" || needed_version(name) != 0;
}

std::optional<base::Failure> refusal(const AudioBridgeRequest& request, ServerVersion version) {
    const json::Document body = body_of(request);
    const std::string name = name_in(body);
    const ServerVersion needed = needed_version(name);
    if (version != 0 && version < needed) {
        return base::Failure{base::ExitCode::protocol,
                             "\"" + name + "\" needs Janus " + version_text(needed) +
                                     "; this server is " + version_text(version) + ".",
                             "",
                             {}};
    }
    if (name == "changeroom" && version < changeroom_mended) {
        return base::Failure{base::ExitCode::protocol,
                             "The change of the room was not sent: when the other room has groups, "
                             "it hangs the AudioBridge of Janus before " +
                                     version_text(changeroom_mended) + " for everybody.",
                             "Leave and join the other room instead.",
                             {}};
    }
    return std::nullopt;
}

} // namespace janus_talk::janus
