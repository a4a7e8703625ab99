// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/incoming_voice.hpp"
#include "media/outgoing_voice.hpp"
#include "media/recording.hpp"
#include "media/sink_switch.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace janus_talk::media {

/// All recordings of a session: of what is heard, of what is sent, of both, and of the packets as
/// they came. @thread main
class CallRecordings {
public:
    /// Makes the files that `options` ask for. @throws base::Error as Recording
    CallRecordings(const MediaOptions& options, const std::function<EndContext()>& context);

    void start();
    /// One more, from now on: both directions, or what is heard alone. The same file again changes
    /// nothing.
    /// @throws base::Error as Recording; (usage) while another one runs
    void begin(const std::string& path, EndContext context, bool heard_only);
    /// Ends it; null when there is none.
    [[nodiscard]] BlockingWork end();

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

    // The one that comes and goes.
    std::unique_ptr<Recording> extra_;
    std::string extra_path_;
    /// Still reports its end.
    std::unique_ptr<Recording> ended_;
    const std::shared_ptr<SinkSwitch> extra_heard_ = std::make_shared<SinkSwitch>();
    const std::shared_ptr<SinkSwitch> extra_sent_ = std::make_shared<SinkSwitch>();
};

} // namespace janus_talk::media
