// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "fuzz/fuzzer.hpp"
#include "janus/admin.hpp"
#include "janus/payload.hpp"
#include "json/document.hpp"
#include "report/admin_text.hpp"
#include "report/command_result.hpp"
#include "report/handle_json.hpp"
#include "report/handle_text.hpp"
#include "report/reply_json.hpp"
#include "report/reply_text.hpp"
#include "report/server_text.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

// What a server answers ends in tables, sentences and JSON lines: whatever it says, the lines stay
// lines.

using namespace janus_talk;
using test::require;

namespace {

/// Calls `use` with a default request of one kind of the variant, which the input chooses: with all
/// of them, most of the time would go into reading the same text again.
template <typename Variant, typename Use, std::size_t... Index>
void for_one_kind(std::size_t choice, const Use& use, std::index_sequence<Index...> /*all*/) {
    ((choice % sizeof...(Index) == Index ? use(Variant{std::in_place_index<Index>}) : void()), ...);
}

template <typename Variant, typename Use>
void for_one_kind(std::size_t choice, const Use& use) {
    for_one_kind<Variant>(choice, use, std::make_index_sequence<std::variant_size_v<Variant>>{});
}

void require_lines(std::string_view text) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        require(end != std::string_view::npos, "every line is ended");
        const std::string_view line = text.substr(0, end);
        require(base::harmless(line, line.size() + 1) == line, "a line does nothing to a terminal");
        text.remove_prefix(end + 1);
    }
}

void require_object(const std::string& text) {
    const auto parsed = json::parse(text, {.values = 1'000'000});
    const auto* document = std::get_if<json::Document>(&parsed);
    require(document != nullptr && document->root().is_object(), "members are one JSON object");
    require(text.find('\n') == std::string::npos, "JSON stays on its line");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = test::as_text(data, size);
    const std::string payload = janus::payload_of(text);
    const std::size_t choice = std::hash<std::string_view>{}(text);
    for_one_kind<janus::AudioBridgeRequest>(choice, [&](const janus::AudioBridgeRequest& request) {
        require_lines(report::reply_text(request, payload));
    });
    for_one_kind<janus::AdminRequest>(choice, [&](const janus::AdminRequest& request) {
        require_lines(report::admin_text(request, payload, false));
        require_object(report::command_result(
                report::admin_members(request, payload, true), base::ExitCode::ok, {}));
    });
    require_lines(report::server_text(payload));
    require_lines(report::status_text(payload));
    require_object(report::command_result(payload, base::ExitCode::ok, {}));
    require_object(report::room_json({std::uint64_t{1}}, payload, payload));

    const auto info = janus::decode_handle_info(payload);
    if (const auto* handle = std::get_if<janus::HandleInfo>(&info)) {
        require_lines(report::handle_text(*handle, true));
        require_object(report::handle_members(*handle, true));
        require_lines(report::handles_table({*handle}, true));
    }
    return 0;
}
