// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace janus_talk::measure {

/// What is heard: 48 kHz, one channel.
inline constexpr std::size_t heard_rate = 48000;
/// What is looked at: the telephone band needs no more, and correlating costs a thirtieth.
inline constexpr std::size_t look_rate = 8000;
inline constexpr std::size_t decimation = heard_rate / look_rate;

/// Keeps 300 to 3400 Hz and one sample of six: mains hum, rumble and hiss are no part of the
/// measurement. Linear phase; its delay is taken away, so that sample n of what comes out is
/// sample 6·n of what went in.
class BandFilter {
public:
    BandFilter();

    /// Appends what is complete, full scale being 1, to `out`.
    void add(std::span<const std::int16_t> heard, std::vector<float>& out);

    /// So many samples that went in are not seen in what came out yet.
    static constexpr std::size_t delay = 240;

private:
    std::vector<float> taps_;
    // The last samples; begins with silence before the first one.
    std::vector<float> held_;
};

} // namespace janus_talk::measure
