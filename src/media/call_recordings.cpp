// SPDX-License-Identifier: MIT
#include "media/call_recordings.hpp"

#include <optional>
#include <string>

namespace janus_talk::media {

CallRecordings::CallRecordings(const MediaOptions& options,
                               const std::function<EndContext()>& context) {
    using Form = Recording::Form;
    const auto make = [&](const std::optional<std::string>& path, Form form) {
        return path ? std::make_unique<Recording>(*path, context(), form) : nullptr;
    };
    heard_ = make(options.record, Form::one_way);
    sent_ = make(options.record_sent, Form::one_way);
    both_ = make(options.record_both, Form::two_way);
    packets_ = make(options.record_packets, Form::packets);
}

void CallRecordings::start() {
    for (auto* recording : {heard_.get(), sent_.get(), both_.get(), packets_.get()}) {
        if (recording != nullptr)
            recording->start();
    }
}

std::vector<BlockingWork> CallRecordings::stop() {
    std::vector<BlockingWork> work;
    for (auto* recording : {heard_.get(), sent_.get(), both_.get(), packets_.get()}) {
        if (recording != nullptr)
            work.push_back(recording->stop());
    }
    return work;
}

std::vector<std::shared_ptr<PcmSink>> CallRecordings::heard() const {
    std::vector<std::shared_ptr<PcmSink>> sinks;
    if (heard_)
        sinks.push_back(heard_->sink());
    if (both_)
        sinks.push_back(both_->heard());
    return sinks;
}

void CallRecordings::copy_sent(OutgoingVoice& voice) const {
    if (sent_)
        voice.copy_to(sent_->sink());
    if (both_)
        voice.copy_to(both_->sent());
}

void CallRecordings::copy_packets(IncomingVoice& voice) const {
    if (packets_)
        voice.copy_packets_to(packets_->packets());
}

} // namespace janus_talk::media
