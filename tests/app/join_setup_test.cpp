// SPDX-License-Identifier: MIT
#include "app/join_setup.hpp"
#include "base/failure.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace janus_talk;

namespace {

app::JoinOptions with_codec(core::Codec codec) {
    app::JoinOptions options;
    options.media.input = "null";
    options.media.output = "null";
    options.media.codec = codec;
    return options;
}

} // namespace

TEST_CASE("what only Opus has is refused with G.711, by its name") {
    using Change = std::function<void(app::JoinOptions&)>;
    const std::vector<std::pair<std::string, Change>> wishes{
            {"--stereo", [](auto& options) { options.media.stereo = true; }},
            {"--spatial-position", [](auto& options) { options.settings.spatial_position = 50; }},
            {"--bitrate", [](auto& options) { options.media.bitrate = 24000; }},
            {"--complexity", [](auto& options) { options.media.complexity = 0; }},
            {"--expected-loss", [](auto& options) { options.media.expected_loss = 5; }},
            {"--record-packets", [](auto& options) { options.media.record_packets = "a.opus"; }}};
    for (const auto& [name, change] : wishes) {
        auto options = with_codec(core::Codec::opus);
        change(options);
        CHECK_NOTHROW(app::check_join_options(options));
        for (const auto codec : {core::Codec::pcma, core::Codec::pcmu}) {
            options = with_codec(codec);
            change(options);
            try {
                (void)app::check_join_options(options);
                FAIL(name);
            } catch (const base::Error& error) {
                CHECK(error.failure().code == base::ExitCode::usage);
                CHECK(error.failure().text.find(name) == 0);
            }
        }
    }
}

TEST_CASE("with G.711 nothing is done about loss, and the rest is as with Opus") {
    for (const core::CodecFacts& facts : core::codecs) {
        auto options = with_codec(facts.codec);
        options.media.bitrate.reset();
        const auto servers = app::check_join_options(options);
        const auto config = app::make_conference_config(options, servers);
        CHECK(config.codec == facts.codec);
        CHECK(config.adapt.expected_loss == (facts.codec == core::Codec::opus));
        CHECK(config.adapt.prebuffer);
        // As the command line says it: no loss at all is no wish for correction.
        options.settings.expected_loss = 0;
        CHECK_NOTHROW(app::check_join_options(options));
    }
}
