// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "cli/admin_settings.hpp"

#include <catch2/catch.hpp>

#include <variant>

using namespace janus_talk;
using cli::setting_request;

TEST_CASE("every setting that is named can be made a request") {
    for (const auto& name : cli::setting_names()) {
        INFO(name);
        const bool number = name.find("queue") != std::string::npos || name == "no-media-timer" ||
                            name == "slowlink-threshold" || name == "session-timeout";
        CHECK_NOTHROW(setting_request(name, number ? "7" : "on", {}));
        CHECK_THROWS_AS(setting_request(name, number ? "on" : "7", {}), base::Error);
    }
}

TEST_CASE("switches and numbers carry their value") {
    const auto on = std::get<janus::SetSwitch>(setting_request("log-colors", "on", {}));
    CHECK(on.which == janus::AdminSwitch::log_colors);
    CHECK(on.on);
    const auto number = std::get<janus::SetNumber>(setting_request("no-media-timer", "0", {}));
    CHECK(number.which == janus::AdminNumber::no_media_timer);
    CHECK(number.value == 0);
}

TEST_CASE("numbers that are none, or too large, are refused") {
    for (const char* text : {"", "-1", "1.5", "7s", "0x7", "1000001", "99999999999999999999"})
        CHECK_THROWS_AS(setting_request("min-nack-queue", text, {}), base::Error);
}

TEST_CASE("only the session time-out can be set for one session, and only there be reset") {
    const base::SessionId session{5};
    const auto own =
            std::get<janus::SetSessionTimeout>(setting_request("session-timeout", "9", session));
    CHECK(own.session == session);
    CHECK(own.timeout == 9U);
    const auto reset = std::get<janus::SetSessionTimeout>(
            setting_request("session-timeout", "default", session));
    CHECK_FALSE(reset.timeout);
    CHECK_THROWS_AS(setting_request("session-timeout", "default", {}), base::Error);
    CHECK_THROWS_AS(setting_request("log-colors", "on", session), base::Error);
}
