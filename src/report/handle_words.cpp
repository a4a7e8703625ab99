// SPDX-License-Identifier: MIT
#include "report/handle_words.hpp"

#include <algorithm>

namespace janus_talk::report {

std::string_view name_of(janus::IceMode mode) noexcept {
    return mode == janus::IceMode::full ? "full" : "lite";
}

std::string_view name_of(janus::IceRole role) noexcept {
    return role == janus::IceRole::controlling ? "controlling" : "controlled";
}

std::string_view name_of(janus::IceState state) noexcept {
    switch (state) {
    case janus::IceState::unknown:
        return "unknown";
    case janus::IceState::disconnected:
        return "disconnected";
    case janus::IceState::gathering:
        return "gathering";
    case janus::IceState::connecting:
        return "connecting";
    case janus::IceState::connected:
        return "connected";
    case janus::IceState::ready:
        return "ready";
    case janus::IceState::failed:
        return "failed";
    }
    return "unknown";
}

std::string_view name_of(janus::DtlsRole role) noexcept {
    switch (role) {
    case janus::DtlsRole::unknown:
        return "unknown";
    case janus::DtlsRole::active:
        return "active";
    case janus::DtlsRole::passive:
        return "passive";
    case janus::DtlsRole::actpass:
        return "actpass";
    }
    return "unknown";
}

std::string_view name_of(janus::DtlsState state) noexcept {
    switch (state) {
    case janus::DtlsState::unknown:
        return "unknown";
    case janus::DtlsState::created:
        return "created";
    case janus::DtlsState::trying:
        return "trying";
    case janus::DtlsState::connected:
        return "connected";
    case janus::DtlsState::failed:
        return "failed";
    }
    return "unknown";
}

std::optional<double> age(const janus::HandleInfo& info,
                          const std::optional<janus::ServerTime>& then) {
    if (!then || then->count() <= 0 || *then > info.current_time)
        return std::nullopt;
    return std::chrono::duration<double>(info.current_time - *then).count();
}

std::string_view state_of(const janus::HandleInfo& info) noexcept {
    const bool hanging_up = info.audiobridge && info.audiobridge->hanging_up;
    if (hanging_up)
        return "hanging-up";
    if (info.flags && info.flags->ready)
        return "up";
    if (!info.components.empty() && info.components.front().state != janus::IceState::unknown)
        return name_of(info.components.front().state);
    return info.audiobridge && info.audiobridge->in_room ? "joined" : "idle";
}

double kilobits(const janus::Traffic& traffic) noexcept {
    constexpr double bits_per_byte = 8;
    return static_cast<double>(traffic.bytes_last_second) * bits_per_byte / 1000;
}

std::string_view trimmed(std::string_view candidate) noexcept {
    return candidate.substr(0, candidate.find_last_not_of("\r\n") + 1);
}

std::string without_passwords(std::string_view sdp) {
    constexpr std::string_view attribute = "a=ice-pwd:";
    std::string masked;
    while (true) {
        const auto found = sdp.find(attribute);
        if (found == std::string_view::npos)
            return masked.append(sdp);
        masked.append(sdp.substr(0, found + attribute.size())).append("***");
        sdp.remove_prefix(found + attribute.size());
        sdp.remove_prefix(std::min(sdp.find_first_of("\r\n"), sdp.size()));
    }
}

} // namespace janus_talk::report
