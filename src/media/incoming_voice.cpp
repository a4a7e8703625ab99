// SPDX-License-Identifier: MIT
#include "media/incoming_voice.hpp"

#include <utility>

namespace janus_talk::media {

IncomingVoice::IncomingVoice(unsigned channels,
                             std::vector<std::shared_ptr<PcmSink>> sinks,
                             Reports reports,
                             bool decode)
    : sinks_(std::move(sinks)), reports_(std::move(reports)), channels_(channels), decode_(decode),
      meter_(channels) {}

bool IncomingVoice::admit() noexcept {
    if (!open_.load(std::memory_order_acquire))
        return false;
    packets_.fetch_add(1, std::memory_order_relaxed);
    if (!decode_ && !std::exchange(heard_, true))
        reports_.first_sound();
    return decode_;
}

void IncomingVoice::deliver(PcmView samples) noexcept {
    if (!std::exchange(heard_, true))
        reports_.first_sound();
    played_.fetch_add(samples.size() / channels_, std::memory_order_relaxed);
    for (const auto& sink : sinks_)
        sink->write(samples);
    if (const auto window = meter_.add(samples))
        reports_.level(*window);
}

} // namespace janus_talk::media
