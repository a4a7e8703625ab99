// SPDX-License-Identifier: MIT
#include "media/device_choice.hpp"
#include "media/device_pipeline.hpp"
#include "media/device_watch.hpp"
#include "media/missing_devices.hpp"
#include "media/teardown.hpp"

#include <algorithm>

// Which device the sound really comes from or goes to, and what follows from that.

namespace janus_talk::media {

namespace {

using core::media::Direction;

/// Who moves our stream twice in this time means it.
constexpr std::chrono::seconds respect_for_movers{60};

} // namespace

void DevicePipeline::settle() {
    if (choice().is_pulse() && !where_)
        return;
    if (choice_ == 0 && is_named() && choice().is_pulse() && *where_ != wanted().device)
        return settle_moved();
    if (would_feed_back())
        return refuse_feedback();
    tell_flow();
}

void DevicePipeline::settle_moved() {
    // The sound server also moves a stream that asked for its device by name when the default
    // changes; that is undone once.
    if (wanted_is_there_ && (news_.is_lost() || moved_at_ - taken_back_at_ > respect_for_movers))
        return return_to_wanted();
    if (!wanted_is_there_)
        news_.lost("it is gone.");
    if (would_feed_back())
        return refuse_feedback();
    tell_flow();
}

void DevicePipeline::tell_flow() {
    activity_->allowed = true;
    state_ = State::open;
    if (settings_.give_up && !news_.has_flown())
        context_.missing->found(settings_.direction);
    pulse_has_worked_ = pulse_has_worked_ || choice().is_pulse();
    retry_pause_ = shortest_pause;

    const bool is_wanted = is_named() ? choice_ == 0 && (!where_ || *where_ == wanted().device)
                                      : !moved_elsewhere_ || news_.is_lost();
    const bool is_new = is_named() || news_.is_lost() || !news_.has_flown();
    if (!is_wanted) {
        news_.other_flows(where_ ? "pulse:" + *where_ : choice().spec());
    } else if (is_new) {
        return_pause_ = shortest_pause;
        news_.wanted_flows();
    }
}

bool DevicePipeline::would_feed_back() const {
    return settings_.direction == Direction::input && where_ && *where_ != wanted().device &&
           context_.devices->is_own_loudspeaker(*where_);
}

void DevicePipeline::refuse_feedback() {
    activity_->allowed = false;
    if (settings_.give_up && !news_.has_flown())
        context_.missing->found(settings_.direction);
    news_.lost("there is only the sound of our own loudspeaker (" + *where_ + ").");
    drop(std::move(pipeline_));
    wait_before_retry();
}

void DevicePipeline::return_to_wanted() {
    const auto now = Clock::now();
    // on_tick() comes here again.
    if (now < next_return_)
        return;
    next_return_ = now + return_pause_;
    taken_back_at_ = now;
    return_pause_ = std::min(return_pause_ * 2, longest_pause);
    drop(std::move(pipeline_));
    open_first_choice();
}

void DevicePipeline::probe_wanted() {
    if (wanted().is_pulse()) {
        if (wanted_is_there_)
            return_to_wanted();
        return;
    }
    const auto now = Clock::now();
    if (probing_ || now < next_return_)
        return;
    probing_ = true;
    next_return_ = now + return_pause_;
    return_pause_ = std::min(return_pause_ * 2, longest_pause);
    Teardown::abandon([home = home_, attempt = attempt_, wanted = wanted()] {
        const bool opens = device_opens(wanted);
        home.send([attempt, opens](DevicePipeline& self) {
            self.probing_ = false;
            if (!opens || attempt != self.attempt_)
                return;
            drop(std::move(self.pipeline_));
            self.open_first_choice();
        });
    });
}

} // namespace janus_talk::media
