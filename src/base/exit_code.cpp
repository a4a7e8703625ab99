// SPDX-License-Identifier: MIT
#include "base/exit_code.hpp"

namespace janus_talk::base {

std::string_view name_of(ExitCode code) noexcept {
    switch (code) {
    case ExitCode::ok:
        return "ok";
    case ExitCode::failed:
        return "failed";
    case ExitCode::usage:
        return "usage";
    case ExitCode::unreachable:
        return "unreachable";
    case ExitCode::refused:
        return "refused";
    case ExitCode::room:
        return "room";
    case ExitCode::media_setup:
        return "media-setup";
    case ExitCode::media_lost:
        return "media-lost";
    case ExitCode::device:
        return "device";
    case ExitCode::timeout:
        return "timeout";
    case ExitCode::kicked:
        return "kicked";
    case ExitCode::room_destroyed:
        return "room-destroyed";
    case ExitCode::outage:
        return "outage";
    case ExitCode::try_later:
        return "try-later";
    case ExitCode::protocol:
        return "protocol";
    case ExitCode::internal:
        return "internal";
    case ExitCode::interrupted:
        return "interrupted";
    case ExitCode::terminated:
        return "terminated";
    }
    return "internal";
}

} // namespace janus_talk::base
