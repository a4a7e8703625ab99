// SPDX-License-Identifier: MIT
#pragma once

#include "media/target_writer.hpp"
#include "media/writer_thread.hpp"

#include <functional>
#include <memory>

namespace janus_talk::media {

/// Carries two streams whose times are known into one target with two channels: left what is
/// heard, right what is sent. Each sample stands where its time is (sound::TwoLanes), however late
/// it was brought, up to `patience`. For measuring; a TwoWayWriter is for listening to.
///
/// Methods belong to the main thread.
class TimedWriter {
public:
    /// @param target has two channels
    TimedWriter(std::unique_ptr<PcmTarget> target, WriterReports reports);
    ~TimedWriter();
    TimedWriter(const TimedWriter&) = delete;
    TimedWriter& operator=(const TimedWriter&) = delete;
    TimedWriter(TimedWriter&&) = delete;
    TimedWriter& operator=(TimedWriter&&) = delete;

    /// Their write_at() is what to call; mono.
    [[nodiscard]] std::shared_ptr<PcmSink> heard() const;
    [[nodiscard]] std::shared_ptr<PcmSink> sent() const;

    void start();
    [[nodiscard]] BlockingWork stop(std::function<void(double)> done);

    /// What is brought later than this after it was due is lost. A frame that is sent was spoken 20
    /// ms before, and none is sent more than 50 ms late; a player may be 200 ms late.
    static constexpr std::chrono::milliseconds patience{500};

private:
    class Core;

    std::shared_ptr<Core> core_;
    WriterThread thread_;
};

} // namespace janus_talk::media
