// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace janus_talk::media {

/// Opus packets as an Ogg stream (RFC 7845), piece by piece. Whatever was taken can be played, also
/// when the rest never comes.
class OggOpus {
public:
    /// @param serial tells the streams of one file apart @param channels 1 or 2
    OggOpus(std::uint32_t serial, unsigned channels);
    ~OggOpus();
    OggOpus(const OggOpus&) = delete;
    OggOpus& operator=(const OggOpus&) = delete;
    OggOpus(OggOpus&&) = delete;
    OggOpus& operator=(OggOpus&&) = delete;

    /// @param duration samples at 48 kHz
    void add(std::span<const std::uint8_t> packet, unsigned duration);
    /// No packet will follow.
    void end();

    /// The pages that are full: about half a second each, or with `all` (a checkpoint) whatever
    /// there is but the newest packet, which waits for its successor, because the last one is
    /// marked.
    [[nodiscard]] std::vector<unsigned char> take(bool all);

    /// Samples so far, at 48 kHz.
    [[nodiscard]] std::uint64_t position() const noexcept;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::media
