// SPDX-License-Identifier: MIT
#include "control/command.hpp"
#include "fuzz/fuzzer.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

// Any bytes as a line of a client of the control socket.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace janus_talk;
    const control::Line line = control::read_line(test::as_text(data, size));
    if (const auto* refusal = std::get_if<std::string>(&line.content))
        test::require(!refusal->empty(), "a refusal says why");
    return 0;
}
