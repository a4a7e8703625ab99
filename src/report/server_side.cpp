// SPDX-License-Identifier: MIT
#include "report/server_side.hpp"

#include <algorithm>
#include <chrono>

namespace janus_talk::report {

namespace {

/// With fewer, chance decides where in the 20 ms of the server's mixer they fall.
constexpr unsigned fewest_looks = 7;

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
    const auto* audio = audio_of(info);
    if (!info.audiobridge || audio == nullptr)
        return;
    ++looks_;
    // What waits in its jitter buffer (1.2 and later) waits as well; -1 is an empty queue.
    waiting_in_ += double(info.audiobridge->queue_in.value_or(0)) +
                   double(info.audiobridge->buffer_in.value_or(0));
    waiting_out_ += double(positive(info.audiobridge->queue_out.value_or(0)));
    last_ = {info.current_time, audio->in.packets, audio->out.packets};
    if (!first_)
        first_ = last_;
    if (audio->rtcp)
        rtcp_ = audio->rtcp;
}

std::optional<double> ServerSideFigures::waited(double waiting,
                                                std::uint64_t Look::*packets) const {
    const std::chrono::duration<double, std::milli> span = last_.time - first_->time;
    const double passed = double(last_.*packets) - double((*first_).*packets);
    if (looks_ < fewest_looks || span.count() <= 0 || passed <= 0)
        return std::nullopt;
    return waiting / looks_ * span.count() / passed;
}

std::optional<ServerSide> ServerSideFigures::figures() const {
    if (looks_ == 0)
        return std::nullopt;
    ServerSide side;
    if (last_.in > 0)
        side.in = ServerFlow{last_.in, {}, {}, waited(waiting_in_, &Look::in)};
    if (last_.out > 0)
        side.out = ServerFlow{last_.out, {}, {}, waited(waiting_out_, &Look::out)};
    if (!rtcp_)
        return side;
    if (rtcp_->round_trip.count() > 0)
        side.rtt_ms = double(rtcp_->round_trip.count());
    if (side.in) {
        side.in->lost = positive(rtcp_->lost);
        side.in->jitter_ms = double(rtcp_->jitter_local.count());
    }
    if (side.out) {
        side.out->lost = positive(rtcp_->lost_by_remote);
        side.out->jitter_ms = double(rtcp_->jitter_remote.count());
    }
    return side;
}

} // namespace janus_talk::report
