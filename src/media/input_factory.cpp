// SPDX-License-Identifier: MIT
#include "media/input_factory.hpp"

#include "media/audio_spec.hpp"
#include "media/tone.hpp"

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

} // namespace

std::unique_ptr<AudioInput> make_audio_input(const MediaOptions& options) {
    const AudioSpec spec = parse_input_spec(options.input);
    const unsigned channels = options.stereo ? 2 : 1;
    if (spec.kind == AudioSpec::Kind::tone) {
        return std::make_unique<SteadyInput>(
                std::make_shared<Tone>(spec.tone_hz, spec.tone_dbfs, channels));
    }
    return std::make_unique<SteadyInput>(std::make_shared<Silence>());
}

} // namespace janus_talk::media
