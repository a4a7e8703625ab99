// SPDX-License-Identifier: MIT
#include "cli/processing_options.hpp"

#include "cli/option_facts.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

void ProcessingOptions::Flag::bind(CLI::App& app,
                                   const std::string& name,
                                   const std::string& text,
                                   const std::string& group) {
    option = app.add_flag("--" + name + ",!--no-" + name, value, text)
                     ->default_str(unset_text)
                     ->group(group);
}

std::optional<bool> ProcessingOptions::Flag::get() const {
    return option->count() > 0 ? std::optional{value} : std::nullopt;
}

void ProcessingOptions::bind(CLI::App& app, const std::string& group) {
    aec_.bind(app,
              "aec",
              "Take the loudspeaker's echo out of the microphone (default: when both are sound "
              "devices)",
              group);
    ns_.bind(app, "ns", "Turn down steady noise of the microphone (likewise)", group);
    agc_.bind(app, "agc", "Make a soft voice louder (likewise)", group);
}

void ProcessingOptions::resolve(app::JoinOptions& options) const {
    options.media.aec = aec_.get();
    options.media.ns = ns_.get();
    options.media.agc = agc_.get();
}

} // namespace janus_talk::cli
