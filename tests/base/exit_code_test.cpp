// SPDX-License-Identifier: MIT
#include "base/exit_code.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>

using janus_talk::base::ExitCode;
using janus_talk::base::name_of;

TEST_CASE("exit codes keep the numbers and names that scripts rely on") {
    const auto [code, number, name] = GENERATE(table<ExitCode, int, std::string>({
            {ExitCode::ok, 0, "ok"},
            {ExitCode::failed, 1, "failed"},
            {ExitCode::usage, 2, "usage"},
            {ExitCode::unreachable, 3, "unreachable"},
            {ExitCode::refused, 4, "refused"},
            {ExitCode::room, 5, "room"},
            {ExitCode::media_setup, 6, "media-setup"},
            {ExitCode::media_lost, 7, "media-lost"},
            {ExitCode::device, 8, "device"},
            {ExitCode::timeout, 9, "timeout"},
            {ExitCode::kicked, 10, "kicked"},
            {ExitCode::room_destroyed, 11, "room-destroyed"},
            {ExitCode::outage, 12, "outage"},
            {ExitCode::try_later, 13, "try-later"},
            {ExitCode::protocol, 14, "protocol"},
            {ExitCode::internal, 70, "internal"},
            {ExitCode::interrupted, 130, "interrupted"},
            {ExitCode::terminated, 143, "terminated"},
    }));
    CHECK(static_cast<int>(code) == number);
    CHECK(name_of(code) == name);
}
