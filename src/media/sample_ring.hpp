// SPDX-License-Identifier: MIT
#pragma once

#include "media/pcm.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace janus_talk::media {

/// A bounded queue of samples between exactly one writing and one reading thread, without locks.
class SampleRing {
public:
    /// @param capacity in samples (all channels counted)
    explicit SampleRing(std::size_t capacity);

    /// Takes all of `samples` or nothing. @thread writer
    [[nodiscard]] bool write(PcmView samples) noexcept;
    /// Fills all of `samples` or touches nothing. @thread reader
    [[nodiscard]] bool read(PcmSpan samples) noexcept;
    /// Forgets up to `count` of the oldest samples. @thread reader
    void discard(std::size_t count) noexcept;

    /// Samples waiting; exact for the reader, an upper bound for the writer. @thread any
    [[nodiscard]] std::size_t size() const noexcept;

    [[nodiscard]] std::size_t capacity() const noexcept { return samples_.size(); }

private:
    std::vector<std::int16_t> samples_;
    // Positions only grow, so full and empty need no flag; 64 bits last for 6 million years.
    std::atomic<std::uint64_t> written_{0};
    std::atomic<std::uint64_t> consumed_{0};
};

} // namespace janus_talk::media
