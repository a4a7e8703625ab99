// SPDX-License-Identifier: MIT
#include "sound/g711.hpp"

#include "sound/narrow_band.hpp"
#include "sound/time_stretch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace janus_talk::sound {

namespace {

/// 120 ms, the longest packet that Opus may have.
constexpr std::size_t longest_payload = 6 * g711_packet;

/// What is made up is heard as it is, then softer and softer.
constexpr std::size_t full_until = 10 * ticks_per_ms;
constexpr std::size_t gone_at = 60 * ticks_per_ms;
/// From what was made up to what came. Of the latter the filter gives nothing at first.
constexpr std::size_t blend = 5 * ticks_per_ms;
/// What carry_on() looks at.
constexpr std::size_t memory = 2 * longest_period;

std::int16_t to_sample(float value) noexcept {
    return static_cast<std::int16_t>(std::lround(std::clamp(value, -32768.0F, 32767.0F)));
}

class G711Encoder final : public VoiceEncoder {
public:
    G711Encoder(G711Law law, unsigned channels) : law_(law), channels_(channels) {}

    std::size_t encode(PcmView frame, std::span<std::uint8_t> packet) noexcept override {
        if (frame.size() != frame_samples * channels_ || packet.size() < g711_packet)
            return 0;
        std::array<float, narrow_band_ratio> group{};
        for (std::size_t at = 0; at < g711_packet; ++at) {
            for (std::size_t i = 0; i < group.size(); ++i)
                group[i] = mono(frame.subspan((at * narrow_band_ratio + i) * channels_, channels_));
            packet[at] = g711_compress(law_, to_sample(decimator_.take(group)));
        }
        return g711_packet;
    }

    void set_expected_loss(unsigned /*percent*/) noexcept override {}

private:
    [[nodiscard]] float mono(PcmView samples) const noexcept {
        float sum = 0;
        for (const std::int16_t sample : samples)
            sum += static_cast<float>(sample);
        return sum / static_cast<float>(channels_);
    }

    const G711Law law_;
    const unsigned channels_;
    Decimator decimator_;
};

class G711Decoder final : public VoiceDecoder {
public:
    G711Decoder(G711Law law, unsigned channels) : law_(law), channels_(channels) {}

    std::size_t duration(PayloadView payload) const noexcept override {
        return payload.size() <= longest_payload ? payload.size() * narrow_band_ratio : 0;
    }

    bool restores_previous(PayloadView /*payload*/) const noexcept override { return false; }

    bool decode(PayloadView payload, PcmSpan out) noexcept override {
        if (payload.empty() || out.size() != duration(payload) * channels_)
            return false;
        const std::vector<float> made_up =
                made_up_ > 0 ? go_on(Interpolator::delay + blend) : std::vector<float>{};
        past_.resize(past_.size() - made_up.size());
        std::array<float, narrow_band_ratio> group{};
        std::size_t at = 0;
        for (const std::uint8_t byte : payload) {
            interpolator_.give(static_cast<float>(g711_expand(law_, byte)), group);
            for (float sample : group) {
                if (at < made_up.size())
                    sample = blended(made_up[at], sample, at);
                past_.push_back(to_sample(sample));
                put(past_.back(), out, at++);
            }
        }
        made_up_ = 0;
        forget();
        return true;
    }

    bool restore(PayloadView /*next*/, PcmSpan /*out*/) noexcept override { return false; }

    void conceal(PcmSpan out) noexcept override {
        const std::size_t count = out.size() / channels_;
        const std::vector<float> made_up = go_on(count + Interpolator::delay);
        for (std::size_t at = 0; at < count; ++at)
            put(to_sample(made_up[at]), out, at);
        // The filter is to hold the same, so that the next packet follows on it.
        for (std::size_t at = 0; at + narrow_band_ratio <= count; at += narrow_band_ratio)
            interpolator_.note(made_up[at + Interpolator::delay]);
        past_.resize(past_.size() - Interpolator::delay);
        made_up_ += count;
        forget();
    }

private:
    static float blended(float made_up, float sample, std::size_t at) noexcept {
        const float time = static_cast<float>(at) - Interpolator::delay + 0.5F;
        const float share = std::clamp(time / blend, 0.0F, 1.0F);
        return made_up * (1 - share) + sample * share;
    }

    /// Appends what would have come to the past, as loud as before. @return the same, faded
    [[nodiscard]] std::vector<float> go_on(std::size_t count) {
        const std::size_t begin = past_.size();
        carry_on(past_, 1, count);
        std::vector<float> sound(count);
        for (std::size_t at = 0; at < count; ++at) {
            const auto left = static_cast<float>(gone_at) - static_cast<float>(made_up_ + at);
            const float share = left / static_cast<float>(gone_at - full_until);
            sound[at] = static_cast<float>(past_[begin + at]) * std::clamp(share, 0.0F, 1.0F);
        }
        return sound;
    }

    void put(std::int16_t sample, PcmSpan out, std::size_t at) const noexcept {
        const auto begin = out.begin() + static_cast<std::ptrdiff_t>(at * channels_);
        std::fill_n(begin, channels_, sample);
    }

    void forget() {
        if (past_.size() > memory)
            past_.erase(past_.begin(), past_.end() - static_cast<std::ptrdiff_t>(memory));
    }

    const G711Law law_;
    const unsigned channels_;
    Interpolator interpolator_;
    // What was heard, one channel, with what was made up.
    std::vector<std::int16_t> past_;
    // Made up since the last packet.
    std::size_t made_up_ = 0;
};

} // namespace

std::unique_ptr<VoiceEncoder> make_g711_encoder(G711Law law, unsigned channels) {
    return std::make_unique<G711Encoder>(law, channels);
}

std::unique_ptr<VoiceDecoder> make_g711_decoder(G711Law law, unsigned channels) {
    return std::make_unique<G711Decoder>(law, channels);
}

} // namespace janus_talk::sound
