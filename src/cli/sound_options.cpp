// SPDX-License-Identifier: MIT
#include "cli/sound_options.hpp"

#include "cli/join_checks.hpp"

#include <CLI/CLI.hpp>

#include <vector>

namespace janus_talk::cli {

namespace {

constexpr const char* sound_group = "Sound";

/// Adds options to the group of the sound.
class Adder {
public:
    explicit Adder(CLI::App& app) : app_(app) {}

    template <typename Value>
    CLI::Option*
    operator()(const char* name, Value& value, const char* type, const char* text) const {
        return app_.add_option(name, value, text)->type_name(type)->group(sound_group);
    }

    CLI::Option* flag(const char* name, bool& value, const char* text) const {
        return app_.add_flag(name, value, text)->group(sound_group);
    }

private:
    CLI::App& app_;
};

std::vector<std::string> codec_names() {
    std::vector<std::string> names;
    for (const core::CodecFacts& facts : core::codecs)
        names.emplace_back(facts.name);
    return names;
}

} // namespace

CLI::Option* SoundInOptions::bind_input(CLI::App& app) {
    return Adder{app}("-i,--input",
                      input_,
                      "SPEC",
                      "default, null, tone[:HZ][@DBFS], file:PATH[?loop], - (stdin), pulse:NAME, "
                      "alsa:NAME, part of a name");
}

void SoundInOptions::bind_microphone(CLI::App& app) {
    const Adder add{app};
    bind_input(app)->capture_default_str();
    add.flag("--muted,!--no-muted", muted_, "Join with the microphone off");
    processing_.emplace().bind(app, sound_group);
    bind_leaving(app);
    bind_sending(app);
}

void SoundInOptions::bind_playback(CLI::App& app) {
    input_.clear();
    leave_after_play_ = true;
    auto* const positional = app.add_option("INPUT", input_, "What to play, as for --input")
                                     ->type_name("")
                                     ->group("");
    bind_input(app)->excludes(positional);
    bind_leaving(app);
    bind_sending(app);
}

void SoundInOptions::bind_without_input(CLI::App& app) {
    input_ = "null";
    bind_sending(app);
}

void SoundInOptions::bind_leaving(CLI::App& app) {
    const Adder add{app};
    add.flag("--leave-after-play,!--no-leave-after-play",
             leave_after_play_,
             leave_after_play_ ? "Leave when all was played and the server has mixed it (default)"
                               : "Leave when a finite input was played and the server has mixed it")
            ->default_str(leave_after_play_ ? "true" : "");
}

void SoundInOptions::bind_sending(CLI::App& app) {
    const Adder add{app};
    add("--record-sent", record_sent_, "FILE", "Record what is sent, as --record does");
    add("--record-both",
        record_both_,
        "FILE",
        "Record both in one file: left what is heard, right what is sent");
    add("--prebuffer",
        prebuffer_,
        "auto|room|N",
        "Packets of 20 ms that the server queues before it mixes us: as few as the network allows "
        "(6 for an input that ends), the room's default, or 1 to 50")
            ->check(is_prebuffer)
            ->capture_default_str();
    add("--volume", volume_, "PERCENT", "How loud the others hear us, 0 to 1000; 100 is unchanged")
            ->check(CLI::Range(0, 1000));
    add("--spatial-position",
        spatial_position_,
        "N",
        "0 left, 50 centre, 100 right, in spatial rooms")
            ->check(CLI::Range(0, 100));
}

void SoundInOptions::resolve(app::JoinOptions& options) const {
    options.media.input = input_;
    options.media.muted = muted_;
    options.leave_after_play = leave_after_play_;
    if (!record_sent_.empty())
        options.media.record_sent = record_sent_;
    if (!record_both_.empty())
        options.media.record_both = record_both_;
    options.settings.prebuffer = number_in(prebuffer_);
    options.adapt.prebuffer = prebuffer_ == "auto";
    options.settings.volume = volume_;
    options.settings.spatial_position = spatial_position_;
    if (processing_)
        processing_->resolve(options);
}

void SoundOutOptions::bind(CLI::App& app, const char* default_output) {
    const Adder add{app};
    output_ = default_output;
    add("-o,--output",
        output_,
        "SPEC",
        "default, null, file:PATH, - (stdout), pulse:NAME, alsa:NAME, part of a name")
            ->capture_default_str();
    add.flag("--late-devices,!--no-late-devices",
             late_devices_,
             "A device named by pulse: or alsa: may come after the start; until then the default "
             "stands in");
    bind_without_output(app);
}

void SoundOutOptions::bind_without_output(CLI::App& app) {
    const Adder add{app};
    add("--jitter-buffer",
        jitter_buffer_,
        "auto|MS|MIN-MAX",
        "Playout delay in ms, 0 to 1000: as little as the network allows, fixed, or bounded")
            ->check(is_playout_delay)
            ->capture_default_str();
    add("--record",
        record_,
        "FILE",
        "Record what is heard: .wav or .opus; %t time, %r room, %d display");
    add("--record-packets",
        record_packets_,
        "FILE",
        "Record the room's Opus packets as they come: .opus, not encoded anew");
}

void SoundOutOptions::resolve(app::JoinOptions& options) const {
    options.media.output = output_;
    options.media.late_devices = late_devices_;
    options.media.playout_delay = *parse_playout_delay(jitter_buffer_);
    if (!record_.empty())
        options.media.record = record_;
    if (!record_packets_.empty())
        options.media.record_packets = record_packets_;
}

void CodecOptions::bind(CLI::App& app, const Words& words) {
    const Adder add{app};
    add("--format", format_, "FMT", words.format)->capture_default_str();
    add.flag("--stereo,!--no-stereo", stereo_, "Offer stereo, for rooms with spatial audio");
    bind_encoding(app, words);
}

void CodecOptions::bind_encoding(CLI::App& app, const Words& words) {
    const Adder add{app};
    add("--codec", codec_, "NAME", "Codec both ways: opus, or G.711 of telephony")
            ->check(CLI::IsMember(codec_names()))
            ->capture_default_str();
    add("--bitrate", bitrate_, "BPS", words.bitrate)->check(CLI::Range(6000, 510'000));
    add("--complexity", complexity_, "N", words.complexity)->check(CLI::Range(0, 10));
    add("--expected-loss",
        expected_loss_,
        "auto|PERCENT",
        "Loss that forward error correction prepares for: what is measured, or 0 to 20")
            ->check(is_expected_loss)
            ->capture_default_str();
}

void CodecOptions::resolve(app::JoinOptions& options) const {
    options.pcm_format = format_;
    options.media.codec = core::codec_named(codec_).value();
    options.media.stereo = stereo_;
    options.media.bitrate = bitrate_;
    options.settings.bitrate = bitrate_;
    options.media.complexity = complexity_;
    // Janus counts from 1; 0 is a wish for our own encoder only.
    if (complexity_.value_or(0) > 0)
        options.settings.quality = complexity_;
    options.settings.expected_loss = number_in(expected_loss_);
    options.media.expected_loss = options.settings.expected_loss.value_or(0);
    options.adapt.expected_loss = expected_loss_ == "auto";
}

} // namespace janus_talk::cli
