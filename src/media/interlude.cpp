// SPDX-License-Identifier: MIT
#include "media/interlude.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace janus_talk::media {

Interlude::Interlude(unsigned channels) : frame_(frame_samples * channels) {}

void Interlude::play(std::shared_ptr<PcmSource> sound, std::function<void()> done) {
    const std::scoped_lock lock{mutex_};
    sound_ = std::move(sound);
    done_ = std::move(done);
}

void Interlude::stop() {
    play(nullptr, nullptr);
}

bool Interlude::mix(PcmSpan frame) noexcept {
    using Limits = std::numeric_limits<std::int16_t>;
    const std::scoped_lock lock{mutex_};
    if (!sound_)
        return false;
    const auto pull = sound_->read(frame_);
    if (pull == PcmSource::Pull::ended) {
        sound_.reset();
        std::exchange(done_, nullptr)();
        return false;
    }
    if (pull == PcmSource::Pull::sound) {
        for (std::size_t i = 0; i < frame.size(); ++i) {
            const int sum = frame[i] + frame_[i];
            frame[i] =
                    static_cast<std::int16_t>(std::clamp<int>(sum, Limits::min(), Limits::max()));
        }
    }
    return true;
}

} // namespace janus_talk::media
