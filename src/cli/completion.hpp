// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace janus_talk::cli {

// Scripts that complete commands, options, the values that an option takes if there are a few, file
// names where it takes a file, and the profiles of the configuration (asked for when needed).
// `whole` has all commands (make_whole_program()).

/// For `source <(janus-talk completion bash)`; needs no package bash-completion.
[[nodiscard]] std::string bash_completion(CLI::App& whole);
/// For a file _janus-talk in $fpath.
[[nodiscard]] std::string zsh_completion(CLI::App& whole);
/// For a file janus-talk.fish.
[[nodiscard]] std::string fish_completion(CLI::App& whole);

} // namespace janus_talk::cli
