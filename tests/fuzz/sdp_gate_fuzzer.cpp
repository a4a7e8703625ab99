// SPDX-License-Identifier: MIT
#include "core/candidate.hpp"
#include "core/sdp_gate.hpp"
#include "core/sdp_texts.hpp"
#include "fuzz/fuzzer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

// Any bytes as an answer to webrtcbin's offer, and as a candidate: never a crash, and what passes
// holds what the gate promises.

namespace {

using namespace janus_talk;
using test::require;

void check_promises(const core::CheckedAnswer& checked) {
    require(checked.sdp.size() < std::size_t{128} * 1024, "a rebuilt answer is small");
    require(std::all_of(checked.sdp.begin(),
                        checked.sdp.end(),
                        [](char c) { return (c >= ' ' && c < '\x7F') || c == '\r' || c == '\n'; }),
            "a rebuilt answer is plain text");
    require(checked.fingerprint.digest.size() >= 32, "a fingerprint is strong");
    const auto again = core::check_answer(checked.sdp, core::test::webrtcbin_offer);
    const auto* same = std::get_if<core::CheckedAnswer>(&again);
    require(same != nullptr && *same == checked, "what passed passes again unchanged");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = test::as_text(data, size);
    const auto judged = core::check_answer(input, core::test::webrtcbin_offer);
    if (const auto* checked = std::get_if<core::CheckedAnswer>(&judged))
        check_promises(*checked);
    if (const auto candidate = core::checked_candidate(input))
        require(core::checked_candidate(*candidate) == candidate, "a candidate passes again");
    // Our own offer is no foreign text, but its reader must be as robust.
    static_cast<void>(core::check_answer(core::test::janus_answer, input));
    return 0;
}
