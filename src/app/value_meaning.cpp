// SPDX-License-Identifier: MIT
#include "app/value_meaning.hpp"

#include "app/command_setup.hpp"
#include "app/read_goal.hpp"
#include "app/record_name.hpp"
#include "base/secret.hpp"
#include "core/condition.hpp"
#include "core/impairment.hpp"
#include "core/limit_rule.hpp"
#include "media/audio_spec.hpp"
#include "media/ice_server.hpp"

#include <filesystem>
#include <map>

namespace janus_talk::app {

namespace {

using Reading = void (*)(const std::string& text);

/// FIFOs and devices may be called as they like.
void read_recording(const std::string& pattern) {
    const auto name = expand_record_name(pattern, {{}, "1", "me"});
    std::error_code ignored;
    if (media::file_type_of(name) == media::FileType::other &&
        !std::filesystem::exists(name, ignored)) {
        throw base::Error({base::ExitCode::usage, "a recording ends in .wav or .opus", "", {}});
    }
}

const std::map<std::string_view, Reading>& readings() {
    static const std::map<std::string_view, Reading> all{
            {"url", [](const std::string& text) { (void)server_url(text); }},
            {"until",
             [](const std::string& text) { (void)read_goal<core::Condition>("--until", text); }},
            {"fail-if",
             [](const std::string& text) { (void)read_goal<core::LimitRule>("--fail-if", text); }},
            {"impair",
             [](const std::string& text) { (void)read_goal<core::Impairment>("--impair", text); }},
            {"input", [](const std::string& text) { (void)media::parse_input_spec(text); }},
            {"output", [](const std::string& text) { (void)media::parse_output_spec(text); }},
            {"format", [](const std::string& text) { (void)media::parse_pcm_format(text); }},
            {"stun", [](const std::string& text) { (void)media::parse_stun(text); }},
            {"turn", [](const std::string& text) { (void)media::parse_turn(base::Secret(text)); }},
            {"record", read_recording},
            {"record-sent", read_recording},
            {"record-both", read_recording},
            {"record-packets", read_recording}};
    return all;
}

} // namespace

std::optional<base::Failure> refusal_of(std::string_view key, const std::string& text) {
    const auto reading = readings().find(key);
    if (reading == readings().end())
        return std::nullopt;
    try {
        reading->second(text);
        return std::nullopt;
    } catch (const base::Error& error) {
        return error.failure();
    }
}

} // namespace janus_talk::app
