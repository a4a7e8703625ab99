// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace janus_talk::cli {

/// A page in roff, for man(1).
struct ManualPage {
    /// "janus-talk-rooms-list.1"
    std::string file;
    std::string text;
};

/// One page for the program and one for each command, from the definitions that the parser uses.
/// `whole` has all commands with their full help.
[[nodiscard]] std::vector<ManualPage> manual_pages(CLI::App& whole);

} // namespace janus_talk::cli
