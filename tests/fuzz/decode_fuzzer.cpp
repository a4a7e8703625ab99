// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "fuzz/fuzzer.hpp"
#include "janus/admin.hpp"
#include "janus/cut_message.hpp"
#include "janus/decode.hpp"
#include "janus/encode.hpp"
#include "janus/error_code.hpp"
#include "janus/payload.hpp"
#include "janus/redact.hpp"
#include "janus/request_rules.hpp"
#include "json/document.hpp"

#include <string>
#include <string_view>
#include <variant>

using namespace janus_talk;
using test::require;

namespace {

void check_failure(const janus::DecodeFailure& failure) {
    require(!failure.text.empty(), "a failure says why");
    require(base::harmless(failure.text) == failure.text, "a failure is safe to show");
}

void check_error(const base::JanusError& error) {
    const base::Failure failure = janus::to_failure(error, "do it");
    require(base::harmless(failure.text) == failure.text, "a failure is safe to show");
    require(!failure.hint.empty(), "a failure says what to do");
}

void check_message(const janus::ServerMessage& message) {
    if (const auto* core = std::get_if<janus::CoreError>(&message.body)) {
        require(core->error.text.find_first_of("0123456789") == std::string::npos,
                "the core's errors name no ids");
        check_error(core->error);
    }
    if (const auto* plugin = std::get_if<janus::PluginEvent>(&message.body)) {
        require(!plugin->jsep || plugin->jsep->sdp.size() <= janus::sdp_limit, "an SDP has an end");
        const auto* error = std::get_if<janus::AudioBridgeError>(&plugin->event);
        if (error != nullptr)
            check_error(error->error);
    }
}

/// A request written by hand: judged and sent, whatever it says.
void check_raw_body(std::string_view text) {
    const janus::AudioBridgeRequest request = janus::RawBody{std::string(text)};
    static_cast<void>(janus::refusal(request, 1102));
    const std::string sent = janus::encode({"t", janus::Message{{1}, {2}, request, {}}}, {});
    require(std::holds_alternative<json::Document>(json::parse(sent, {.bytes = 16U << 20U})),
            "what leaves is JSON");
    const std::string payload = janus::payload_of(text);
    require(std::holds_alternative<json::Document>(json::parse(payload, {.bytes = 16U << 20U})),
            "a payload is JSON");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = test::as_text(data, size);
    const auto message = janus::decode(text);
    if (const auto* failure = std::get_if<janus::DecodeFailure>(&message)) {
        check_failure(*failure);
    } else {
        check_message(std::get<janus::ServerMessage>(message));
        const std::string half = janus::closed_json(text.substr(0, size / 2));
        require(half.empty() || std::holds_alternative<json::Document>(json::parse(half)),
                "half a message can be closed");
    }
    static_cast<void>(janus::decode_cut(text));
    const auto admin = janus::decode_admin(text);
    if (const auto* failure = std::get_if<janus::DecodeFailure>(&admin))
        check_failure(*failure);
    const auto info = janus::decode_handle_info(text);
    if (const auto* failure = std::get_if<janus::DecodeFailure>(&info))
        check_failure(*failure);

    const std::string shown = janus::redact(text);
    require(base::is_valid_utf8(shown) && shown.find('\n') == std::string::npos,
            "a redacted message is one line");
    if (std::holds_alternative<json::Document>(json::parse(text))) {
        const auto again = json::parse(shown);
        require(std::holds_alternative<json::Document>(again), "a redacted message is JSON");
    }
    check_raw_body(text);
    return 0;
}
