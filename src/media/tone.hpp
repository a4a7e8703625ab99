// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"

namespace janus_talk::media {

/// An endless sine, the same on all channels.
class Tone final : public PcmSource {
public:
    /// @param peak_dbfs amplitude of the sine's peak: 0 is full scale.
    Tone(double hz, double peak_dbfs, unsigned channels) noexcept;

    Pull read(PcmSpan frame) noexcept override;

private:
    unsigned channels_;
    double amplitude_;
    double phase_ = 0;
    double step_;
};

/// Never has anything: silence is sent.
class Silence final : public PcmSource {
public:
    Pull read(PcmSpan /*frame*/) noexcept override { return Pull::nothing; }
};

} // namespace janus_talk::media
