// SPDX-License-Identifier: MIT
#include "media/end_factory.hpp"

#include "base/failure.hpp"
#include "media/audio_spec.hpp"
#include "media/device_ends.hpp"
#include "media/recording.hpp"
#include "media/stream_input.hpp"
#include "media/tone.hpp"

#include <utility>

namespace janus_talk::media {

namespace {

/// A source that is simply there.
class SteadyInput final : public AudioInput {
public:
    explicit SteadyInput(std::shared_ptr<PcmSource> source) : source_(std::move(source)) {}

    std::shared_ptr<PcmSource> source() override { return source_; }

private:
    std::shared_ptr<PcmSource> source_;
};

/// A sink that is simply there; null: nothing is played, levels and recordings go on.
class SteadyOutput final : public AudioOutput {
public:
    explicit SteadyOutput(std::shared_ptr<PcmSink> sink) : sink_(std::move(sink)) {}

    std::shared_ptr<PcmSink> sink() override { return sink_; }

private:
    std::shared_ptr<PcmSink> sink_;
};

[[noreturn]] void refuse_help() {
    throw base::Error({base::ExitCode::usage,
                       "'help' names no device.",
                       "janus-talk devices lists what there is.",
                       {}});
}

bool is_device(const AudioSpec& spec) {
    switch (spec.kind) {
    case AudioSpec::Kind::automatic:
    case AudioSpec::Kind::pulse:
    case AudioSpec::Kind::alsa:
    case AudioSpec::Kind::device_search:
        return true;
    default:
        return false;
    }
}

} // namespace

VoiceProcessing voice_processing(const MediaOptions& options) {
    const bool both = is_device(parse_input_spec(options.input)) &&
                      is_device(parse_output_spec(options.output));
    return {options.aec.value_or(both), options.ns.value_or(both), options.agc.value_or(both)};
}

namespace {

Presence presence(const MediaOptions& options) {
    return options.late_devices ? Presence::may_come_late : Presence::required;
}

} // namespace

std::unique_ptr<AudioInput> make_audio_input(const MediaOptions& options, EndContext context) {
    if (options.source)
        return std::make_unique<SteadyInput>(options.source);
    const AudioSpec spec = parse_input_spec(options.input);
    switch (spec.kind) {
    case AudioSpec::Kind::null:
        return std::make_unique<SteadyInput>(std::make_shared<Silence>());
    case AudioSpec::Kind::tone:
        return std::make_unique<SteadyInput>(
                std::make_shared<Tone>(spec.tone_hz, spec.tone_dbfs, context.channels));
    case AudioSpec::Kind::file:
        return make_file_input(spec, options.pcm, std::move(context));
    case AudioSpec::Kind::standard_stream:
        return make_stdin_input(options.pcm, std::move(context));
    case AudioSpec::Kind::help:
        refuse_help();
    case AudioSpec::Kind::automatic:
    case AudioSpec::Kind::pulse:
    case AudioSpec::Kind::alsa:
    case AudioSpec::Kind::device_search:
        break;
    }
    return make_device_input(spec, context, presence(options));
}

std::unique_ptr<AudioOutput> make_audio_output(const MediaOptions& options, EndContext context) {
    if (options.sink)
        return std::make_unique<SteadyOutput>(options.sink);
    const AudioSpec spec = parse_output_spec(options.output);
    switch (spec.kind) {
    case AudioSpec::Kind::null:
    case AudioSpec::Kind::tone:
        return std::make_unique<SteadyOutput>(nullptr);
    case AudioSpec::Kind::file:
        return make_file_output(spec.name, options.pcm, std::move(context));
    case AudioSpec::Kind::standard_stream:
        return make_stdout_output(options.pcm, std::move(context));
    case AudioSpec::Kind::help:
        refuse_help();
    case AudioSpec::Kind::automatic:
    case AudioSpec::Kind::pulse:
    case AudioSpec::Kind::alsa:
    case AudioSpec::Kind::device_search:
        break;
    }
    return make_device_output(spec, context, presence(options));
}

} // namespace janus_talk::media
