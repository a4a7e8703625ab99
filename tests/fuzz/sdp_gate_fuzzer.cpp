// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"
#include "core/sdp_gate.hpp"
#include "core/sdp_texts.hpp"
#include "fuzz/fuzzer.hpp"
#include "janus/redact_sdp.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

// Any bytes as an answer to webrtcbin's offers, and as a candidate: never a crash, what passes
// holds what the gate promises, and what is shown of it holds no secret.

namespace {

using namespace janus_talk;
using test::require;

void check_promises(const core::CheckedAnswer& checked, const std::string& offer) {
    require(checked.sdp.size() < std::size_t{128} * 1024, "a rebuilt answer is small");
    require(std::all_of(checked.sdp.begin(),
                        checked.sdp.end(),
                        [](char c) { return (c >= ' ' && c < '\x7F') || c == '\r' || c == '\n'; }),
            "a rebuilt answer is plain text");
    require(checked.fingerprint.digest.size() >= 32, "a fingerprint is strong");
    const auto again = core::check_answer(checked.sdp, offer);
    const auto* same = std::get_if<core::CheckedAnswer>(&again);
    require(same != nullptr && *same == checked, "what passed passes again unchanged");
}

void check_redacted(std::string_view shown) {
    while (!shown.empty()) {
        const auto end = shown.find('\n');
        require(end != std::string_view::npos, "each line that is shown is ended");
        const std::string_view line = shown.substr(0, end);
        require(std::none_of(line.begin(), line.end(), [](char c) { return c >= 0 && c < ' '; }),
                "what is shown is harmless");
        for (const std::string_view secret : {"a=ice-pwd:", "a=ice-ufrag:", "a=crypto:", "k="})
            require(!line.starts_with(secret) || line.substr(secret.size()) == "***",
                    "a secret is not shown");
        shown.remove_prefix(end + 1);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = test::as_text(data, size);
    for (const std::string* offer : {&core::test::webrtcbin_offer, &core::test::pcma_offer}) {
        const auto judged = core::check_answer(input, *offer);
        if (const auto* checked = std::get_if<core::CheckedAnswer>(&judged))
            check_promises(*checked, *offer);
    }
    if (const auto candidate = core::checked_candidate(input))
        require(core::checked_candidate(*candidate) == candidate, "a candidate passes again");
    // Our own offer is no foreign text, but its reader must be as robust.
    static_cast<void>(core::check_answer(core::test::janus_answer, input));
    check_redacted(janus::redact_sdp(input));
    return 0;
}
