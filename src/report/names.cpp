// SPDX-License-Identifier: MIT
#include "report/names.hpp"

namespace janus_talk::report {

std::string_view name_of(core::ParticipantChange change) noexcept {
    using enum core::ParticipantChange;
    switch (change) {
    case joined:
        return "joined";
    case left:
        return "left";
    case kicked:
        return "kicked";
    case muted:
        return "muted";
    case unmuted:
        return "unmuted";
    case suspended:
        return "suspended";
    case resumed:
        return "resumed";
    case renamed:
        return "renamed";
    case setup:
        return "setup";
    }
    return {};
}

std::string_view name_of(core::TalkingSource source) noexcept {
    switch (source) {
    case core::TalkingSource::server:
        return "server";
    case core::TalkingSource::local:
        return "local";
    }
    return {};
}

std::string_view name_of(core::MediaChange change) noexcept {
    using enum core::MediaChange;
    switch (change) {
    case ice:
        return "ice";
    case dtls:
        return "dtls";
    case up:
        return "up";
    case first_audio:
        return "first-audio";
    case receiving:
        return "receiving";
    case slowlink:
        return "slowlink";
    case stalled:
        return "stalled";
    case resumed:
        return "resumed";
    case down:
        return "down";
    }
    return {};
}

std::string_view name_of(core::ResumedBy by) noexcept {
    switch (by) {
    case core::ResumedBy::claim:
        return "claim";
    case core::ResumedBy::rejoin:
        return "rejoin";
    }
    return {};
}

std::string_view name_of(core::CommandSource source) noexcept {
    switch (source) {
    case core::CommandSource::keys:
        return "keys";
    case core::CommandSource::socket:
        return "socket";
    case core::CommandSource::signal:
        return "signal";
    case core::CommandSource::adaptation:
        return "adaptation";
    }
    return {};
}

std::string_view name_of(core::Severity severity) noexcept {
    switch (severity) {
    case core::Severity::warning:
        return "warning";
    case core::Severity::error:
        return "error";
    }
    return {};
}

std::string_view name_of(core::media::Direction direction) noexcept {
    switch (direction) {
    case core::media::Direction::input:
        return "input";
    case core::media::Direction::output:
        return "output";
    }
    return {};
}

std::string_view name_of(core::media::DeviceChange change) noexcept {
    using enum core::media::DeviceChange;
    switch (change) {
    case opened:
        return "opened";
    case lost:
        return "lost";
    case back:
        return "back";
    case switched:
        return "switched";
    }
    return {};
}

std::string_view name_of(base::JanusLayer layer) noexcept {
    switch (layer) {
    case base::JanusLayer::core:
        return "core";
    case base::JanusLayer::audiobridge:
        return "audiobridge";
    }
    return {};
}

} // namespace janus_talk::report
