// SPDX-License-Identifier: MIT
#pragma once

#include "media/target_writer.hpp"
#include "media/writer_thread.hpp"

#include <functional>
#include <memory>

namespace janus_talk::media {

/// Carries two directions of a call into one target with two channels: left what is heard, right
/// what is sent. Both follow the same clock from the first sound of either, so that what happened
/// at one time stands at one place. Otherwise like a SoundWriter that follows time.
///
/// Methods belong to the main thread.
class TwoWayWriter {
public:
    /// @param target has two channels @param channels of what arrives; stereo becomes mono
    TwoWayWriter(std::unique_ptr<PcmTarget> target, unsigned channels, WriterReports reports);
    ~TwoWayWriter();
    TwoWayWriter(const TwoWayWriter&) = delete;
    TwoWayWriter& operator=(const TwoWayWriter&) = delete;
    TwoWayWriter(TwoWayWriter&&) = delete;
    TwoWayWriter& operator=(TwoWayWriter&&) = delete;

    [[nodiscard]] std::shared_ptr<PcmSink> heard() const;
    [[nodiscard]] std::shared_ptr<PcmSink> sent() const;

    void start();
    [[nodiscard]] BlockingWork stop(std::function<void(double)> done);

private:
    class Core;

    std::shared_ptr<Core> core_;
    WriterThread thread_;
};

} // namespace janus_talk::media
