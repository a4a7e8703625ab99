// SPDX-License-Identifier: MIT
#include "fuzz/fuzzer.hpp"
#include "support/random_walk.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

// Each byte is a choice of the walk: libFuzzer finds the orders of events that chance does not.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Longer ones find nothing that several short ones do not.
    constexpr unsigned most_steps = 200;
    std::size_t next = 1;
    const auto pick = [&](unsigned count) { return next < size ? data[next++] % count : 0; };
    const bool recovers = size > 0 && data[0] % 2 == 0;
    janus_talk::test::random_walk(
            std::min(static_cast<unsigned>(size), most_steps), recovers, pick);
    return 0;
}
