// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "media/pcm.hpp"

#include <optional>

namespace janus_talk::media {

/// Something that sound is written to, by one thread, which may block.
class PcmTarget {
public:
    PcmTarget() = default;
    PcmTarget(const PcmTarget&) = delete;
    PcmTarget& operator=(const PcmTarget&) = delete;
    PcmTarget(PcmTarget&&) = delete;
    PcmTarget& operator=(PcmTarget&&) = delete;
    virtual ~PcmTarget() = default;

    /// What went wrong; nothing is written after that.
    using Outcome = std::optional<base::Failure>;

    [[nodiscard]] virtual Outcome write(PcmView samples) = 0;

    /// Called about once a second: makes what was written so far playable, should the process be
    /// killed.
    [[nodiscard]] virtual Outcome checkpoint() { return std::nullopt; }

    /// Completes the file. It can still be continued: more sound may be written later.
    [[nodiscard]] virtual Outcome complete() { return checkpoint(); }

    /// Ends a write() that waits. @thread any
    virtual void cancel() noexcept {}
};

} // namespace janus_talk::media
