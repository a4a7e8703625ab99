// SPDX-License-Identifier: MIT
#include "janus/admin_error.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace janus_talk;

namespace {

base::Failure failure_of(int code, const std::string& text = {}) {
    return janus::to_admin_failure({base::JanusLayer::core, code, text}, "do it");
}

} // namespace

TEST_CASE("the admin secret is what 403 is about") {
    const auto failure = failure_of(403, "Unauthorized request (wrong or missing secret/token)");
    CHECK(failure.code == base::ExitCode::refused);
    CHECK(failure.text.find("admin secret") != std::string::npos);
    CHECK(failure.hint.find("--admin-secret-file") != std::string::npos);
}

TEST_CASE("a session or handle of somebody else that is not there is no outage of ours") {
    CHECK(failure_of(458).code == base::ExitCode::room);
    CHECK(failure_of(458).text == "Could not do it: the server has no such session.");
    CHECK(failure_of(459).code == base::ExitCode::room);
    CHECK(failure_of(459).text == "Could not do it: the server has no such handle.");
}

TEST_CASE("token functions of a server without stored tokens say what it lacks") {
    const auto failure = failure_of(490, "Stored-Token based authentication disabled");
    CHECK(failure.code == base::ExitCode::protocol);
    CHECK(failure.text.find("keeps no tokens") != std::string::npos);
    CHECK(failure_of(490, "Some other reason").text.find("tokens") == std::string::npos);
}

TEST_CASE("what means the same everywhere keeps its meaning") {
    CHECK(failure_of(470).code == base::ExitCode::refused);
    CHECK(failure_of(999).code == base::ExitCode::protocol);
}
