// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/incoming_voice.hpp"
#include "media/outgoing_voice.hpp"
#include "media/recording.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace janus_talk::media {

/// All recordings of a session: of what is heard, of what is sent, of both, and of the packets as
/// they came. @thread main
class CallRecordings {
public:
    /// Makes the files that `options` ask for. @throws base::Error as Recording
    CallRecordings(const MediaOptions& options, const std::function<EndContext()>& context);

    void start();
    /// What is left to do, one for each file.
    [[nodiscard]] std::vector<BlockingWork> stop();

    /// Where what is heard goes, beside the output.
    [[nodiscard]] std::vector<std::shared_ptr<PcmSink>> heard() const;
    void copy_sent(OutgoingVoice& voice) const;
    void copy_packets(IncomingVoice& voice) const;

private:
    std::unique_ptr<Recording> heard_;
    std::unique_ptr<Recording> sent_;
    std::unique_ptr<Recording> both_;
    std::unique_ptr<Recording> packets_;
};

} // namespace janus_talk::media
