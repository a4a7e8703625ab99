// SPDX-License-Identifier: MIT
#include "base/duration.hpp"
#include "base/failure.hpp"
#include "base/secret.hpp"
#include "core/condition.hpp"
#include "core/goal_scanner.hpp"
#include "core/limit_rule.hpp"
#include "fuzz/fuzzer.hpp"
#include "media/audio_spec.hpp"
#include "media/ice_server.hpp"
#include "signaling/url.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

// Any bytes as the value of an option: a value, or a refusal that says something.

namespace {

using namespace janus_talk;
using test::require;

template <typename Parse>
void parse(Parse&& parse) {
    try {
        static_cast<void>(parse());
    } catch (const base::Error& error) {
        require(!error.failure().text.empty(), "a refusal says why");
    } catch (const core::GoalSyntaxError& error) {
        require(error.what()[0] != '\0', "a refusal says why");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = test::as_text(data, size);
    const auto url = signaling::parse_url(text);
    if (const auto* refusal = std::get_if<base::Failure>(&url))
        require(!refusal->text.empty(), "a refusal says why");
    if (const auto duration = base::parse_duration(text))
        require(duration->count() >= 0, "time runs forwards");
    parse([&] { return media::parse_input_spec(text); });
    parse([&] { return media::parse_output_spec(text); });
    parse([&] { return media::parse_pcm_format(text); });
    parse([&] { return media::parse_stun(text); });
    parse([&] { return media::parse_turn(base::Secret{std::string{text}}); });
    parse([&] { return core::Condition{text}; });
    parse([&] { return core::LimitRule{text}; });
    return 0;
}
