// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/pcm.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace janus_talk::media {

/// A sink that may come and go while sound flows.
class SinkSwitch final : public PcmSink {
public:
    /// Null: nothing is kept from now on. @thread main
    void set(std::shared_ptr<PcmSink> sink) {
        const std::scoped_lock lock{mutex_};
        sink_ = std::move(sink);
    }

    void write(PcmView frame) noexcept override {
        const std::scoped_lock lock{mutex_};
        if (sink_)
            sink_->write(frame);
    }

private:
    std::mutex mutex_;
    std::shared_ptr<PcmSink> sink_;
};

} // namespace janus_talk::media
