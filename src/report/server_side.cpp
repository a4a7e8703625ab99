// SPDX-License-Identifier: MIT
#include "report/server_side.hpp"

#include <algorithm>

namespace janus_talk::report {

namespace {

constexpr double packet_ms = 20;

const janus::MediaStatistics* audio_of(const janus::HandleInfo& info) {
    const auto found = std::find_if(info.media.begin(), info.media.end(), [](const auto& media) {
        return media.type == "audio";
    });
    return found == info.media.end() ? nullptr : &*found;
}

std::uint64_t positive(std::int64_t number) {
    return number > 0 ? static_cast<std::uint64_t>(number) : 0;
}

} // namespace

void ServerSideFigures::add(const janus::HandleInfo& info) {
    if (!info.audiobridge)
        return;
    ++looks_;
    // What waits in its jitter buffer (1.2 and later) waits as well; -1 is an empty queue.
    waiting_in_ += double(info.audiobridge->queue_in.value_or(0)) +
                   double(info.audiobridge->buffer_in.value_or(0));
    waiting_out_ += double(positive(info.audiobridge->queue_out.value_or(0)));
    const auto* audio = audio_of(info);
    if (audio == nullptr)
        return;
    latest_.packets_in = audio->in.packets;
    latest_.packets_out = audio->out.packets;
    if (!audio->rtcp)
        return;
    if (audio->rtcp->round_trip.count() > 0)
        latest_.rtt_ms = double(audio->rtcp->round_trip.count());
    latest_.jitter_in_ms = double(audio->rtcp->jitter_local.count());
    latest_.jitter_out_ms = double(audio->rtcp->jitter_remote.count());
    latest_.lost_in = positive(audio->rtcp->lost);
    latest_.lost_out = positive(audio->rtcp->lost_by_remote);
}

std::optional<ServerSide> ServerSideFigures::figures() const {
    if (looks_ == 0)
        return std::nullopt;
    ServerSide side = latest_;
    side.queue_in_ms = packet_ms * waiting_in_ / looks_;
    side.queue_out_ms = packet_ms * waiting_out_ / looks_;
    return side;
}

} // namespace janus_talk::report
