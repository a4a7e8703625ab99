// SPDX-License-Identifier: MIT
#include "media/opus_assembly.hpp"

#include "media/opus_packet.hpp"

namespace janus_talk::media {

namespace {

/// A decoder's concealment fades out within about this time, and noise that it makes up beyond is
/// worse than silence.
constexpr std::uint64_t longest_concealment = 4800;

} // namespace

bool OpusAssembly::add(std::span<const std::uint8_t> payload,
                       std::uint32_t rtp_timestamp,
                       TimePoint arrived) {
    const auto duration = opus_duration(payload);
    if (!duration)
        return false;
    fill(timeline_.gap_before(rtp_timestamp, arrived), payload);
    put(payload, *duration);
    return true;
}

/// A step that is no whole packet leaves a rest, which the next gap makes up for.
void OpusAssembly::fill(std::uint64_t gap, std::span<const std::uint8_t> neighbour) {
    const OpusFiller filler = opus_filler(neighbour);
    if (gap <= longest_concealment) {
        for (; gap >= filler.duration; gap -= filler.duration)
            put(filler.packet, filler.duration);
    } else {
        for (; gap >= opus_silence_duration; gap -= opus_silence_duration)
            put(opus_silence, opus_silence_duration);
    }
}

void OpusAssembly::put(std::span<const std::uint8_t> packet, unsigned duration) {
    stream_.add(packet, duration);
    timeline_.advance(duration);
}

} // namespace janus_talk::media
