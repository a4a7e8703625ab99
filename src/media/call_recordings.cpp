// SPDX-License-Identifier: MIT
#include "media/call_recordings.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"

#include <optional>
#include <string>
#include <utility>

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

void CallRecordings::begin(const std::string& path, EndContext context, bool heard_only) {
    if (extra_ && path == extra_path_)
        return;
    if (extra_) {
        throw base::Error(
                {base::ExitCode::usage,
                 "The call is being recorded already, to '" + base::harmless(extra_path_) + "'.",
                 "End that recording first.",
                 {}});
    }
    extra_ = std::make_unique<Recording>(path,
                                         std::move(context),
                                         heard_only ? Recording::Form::one_way
                                                    : Recording::Form::two_way);
    extra_path_ = path;
    extra_heard_->set(heard_only ? extra_->sink() : extra_->heard());
    extra_sent_->set(heard_only ? nullptr : extra_->sent());
    extra_->start();
}

BlockingWork CallRecordings::end() {
    if (!extra_)
        return nullptr;
    extra_heard_->set(nullptr);
    extra_sent_->set(nullptr);
    ended_ = std::move(extra_);
    return ended_->stop();
}

std::vector<BlockingWork> CallRecordings::stop() {
    std::vector<BlockingWork> work;
    if (auto last = end())
        work.push_back(std::move(last));
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
    sinks.push_back(extra_heard_);
    return sinks;
}

void CallRecordings::copy_sent(OutgoingVoice& voice) const {
    if (sent_)
        voice.copy_to(sent_->sink());
    if (both_)
        voice.copy_to(both_->sent());
    voice.copy_to(extra_sent_);
}

void CallRecordings::copy_packets(IncomingVoice& voice) const {
    if (packets_)
        voice.copy_packets_to(packets_->packets());
}

} // namespace janus_talk::media
