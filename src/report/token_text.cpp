// SPDX-License-Identifier: MIT
#include "report/token_text.hpp"

#include "json/writer.hpp"
#include "report/facts.hpp"
#include "report/json_fields.hpp"

#include <array>
#include <cstdio>

namespace janus_talk::report {

namespace {

/// RFC 3339 in UTC.
std::string utc(std::chrono::sys_seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::array<char, 64> text{};
    const int size = std::snprintf(text.data(),
                                   text.size(),
                                   "%04d-%02u-%02uT%02lld:%02lld:%02lldZ",
                                   static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()),
                                   static_cast<unsigned>(date.day()),
                                   static_cast<long long>(clock.hours().count()),
                                   static_cast<long long>(clock.minutes().count()),
                                   static_cast<long long>(clock.seconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

void write_claims(json::Writer& writer, const janus::TokenClaims& claims) {
    writer.member("realm", claims.realm).member("expires", utc(claims.expiry));
    writer.member("expires_unix", claims.expiry.time_since_epoch().count());
    writer.key("descriptors").begin_array();
    for (const std::string& descriptor : claims.descriptors)
        writer.value(descriptor);
    writer.end_array();
}

std::string_view sentence(janus::TokenVerdict verdict) noexcept {
    switch (verdict) {
    case janus::TokenVerdict::valid:
        return "valid";
    case janus::TokenVerdict::expired:
        return "expired";
    case janus::TokenVerdict::wrong_signature:
        return "wrong signature: made with another key, or changed since";
    case janus::TokenVerdict::malformed:
        return "malformed: not EXPIRY,REALM,DESCRIPTORS:SIGNATURE";
    }
    return "";
}

} // namespace

std::string token_line(std::string_view token, const janus::TokenClaims& claims) {
    json::Writer writer;
    writer.begin_object().member("v", 1U).member("ok", true).member("token", token);
    write_claims(writer, claims);
    return writer.end_object().take() + "\n";
}

std::string token_check_text(const janus::TokenCheck& check, std::chrono::sys_seconds now) {
    Facts facts;
    facts.add("verdict", sentence(check.verdict));
    if (!check.claims)
        return facts.text();
    const auto left = (check.claims->expiry - now).count();
    facts.add("realm", std::string_view{check.claims->realm});
    facts.add("expires",
              utc(check.claims->expiry) + (left >= 0 ? ", in " + std::to_string(left) + " s"
                                                     : ", " + std::to_string(-left) + " s ago"));
    for (const std::string& descriptor : check.claims->descriptors)
        facts.add("descriptor", std::string_view{descriptor});
    return facts.text();
}

std::string token_check_line(const janus::TokenCheck& check, std::chrono::sys_seconds now) {
    const bool valid = check.verdict == janus::TokenVerdict::valid;
    json::Writer writer;
    writer.begin_object().member("v", 1U).member("ok", valid);
    writer.member("verdict", name_of(check.verdict));
    if (check.claims) {
        write_claims(writer, *check.claims);
        writer.member("remaining_s", (check.claims->expiry - now).count());
    }
    if (!valid)
        write_exit(writer, base::ExitCode::failed);
    return writer.end_object().take() + "\n";
}

} // namespace janus_talk::report
