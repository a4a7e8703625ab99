// SPDX-License-Identifier: MIT
#include "sound/playout.hpp"

#include "sound/time_stretch.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace janus_talk::sound {

namespace {

/// What is made up is heard as a voice for a while, then as a machine that hangs.
constexpr Ticks fade_start = 40 * ticks_per_ms;
constexpr Ticks longest_concealment = 100 * ticks_per_ms;

/// After a pause this long the network delivers its backlog first, which says nothing about
/// jitter.
constexpr Ticks long_pause = 300 * ticks_per_ms;

/// More excess than this is not worn off but cut: nobody talks over half a second.
constexpr Ticks unbearable_excess = 500 * ticks_per_ms;
/// From here on each frame may be shortened, as it fits best.
constexpr Ticks urgent_excess = 60 * ticks_per_ms;

/// Frames between two changes that nobody should hear.
constexpr unsigned calm_pace = 5;
constexpr unsigned lengthening_pace = 2;
/// Noise has no period that repeats; after a second it is cut wherever it fits best.
constexpr unsigned patience_frames = 50;

/// A packet this much faster than all others comes from a clock that was set.
constexpr Ticks clock_jump = 200 * ticks_per_ms;
constexpr unsigned late_run_of_a_jump = 10;

/// Below this share of lost packets, FEC is not worth a frame of delay.
constexpr float loss_worth_fec = 0.01F;
constexpr float loss_memory = 0.002F;

} // namespace

Playout::Playout(std::unique_ptr<VoiceDecoder> decoder, const Settings& settings)
    : decoder_(std::move(decoder)), settings_(settings) {}

// --- packets come -------------------------------------------------------------------------------

void Playout::insert(VoiceDecoder::PayloadView payload, std::uint32_t timestamp, Ticks now) {
    const std::size_t duration = decoder_->duration(payload);
    if (duration == 0)
        return;
    const Ticks extended = extender_.extend(timestamp);
    if (jitter_.empty()) {
        start(extended, now);
    } else if (is_out_of_sync(extended, now)) {
        resynchronise(extended, now);
    }
    note_arrival(extended, now);
    if (started_ && extended + static_cast<Ticks>(duration) <= next_) {
        ++figures_.late;
        return;
    }
    fec_seen_ = fec_seen_ || decoder_->restores_previous(payload);
    packets_.insert(extended, {payload.begin(), payload.end()});
}

void Playout::start(Ticks timestamp, Ticks now) {
    next_ = timestamp;
    first_arrival_ = now;
}

bool Playout::is_out_of_sync(Ticks timestamp, Ticks now) {
    const Ticks transit = now - timestamp;
    if (transit < jitter_.base() - clock_jump)
        return true;
    if (!started_ || timestamp >= next_) {
        late_run_ = 0;
        return false;
    }
    if (late_run_++ == 0) {
        late_since_ = now;
        late_transit_ = transit;
    }
    // A backlog that pours in gets younger with each packet; a clock that was set back does not.
    const Ticks span = now - late_since_;
    return late_run_ >= late_run_of_a_jump && span >= long_pause / 2 &&
           transit >= late_transit_ - span / 2;
}

void Playout::resynchronise(Ticks timestamp, Ticks now) {
    packets_.clear();
    jitter_.reset();
    floor_.reset();
    late_run_ = 0;
    waited_ = 0;
    catching_up_ = false;
    started_ = false;
    start(timestamp, now);
}

void Playout::note_arrival(Ticks timestamp, Ticks now) {
    const Ticks transit = now - timestamp;
    if (!jitter_.empty()) {
        const Ticks slower = transit - jitter_.base();
        if (slower <= target() + frame_ticks)
            catching_up_ = false;
        // Packets that come in one heap are one event, not many slow packets.
        const bool heap = now - last_noted_ < frame_ticks / 4 && slower > target();
        if (catching_up_ || heap || slower > JitterEstimator::longest)
            return;
    }
    // A connection begins with what was held up while it was made: no measure of the network.
    if (!started_ && !jitter_.empty() && transit < jitter_.base())
        jitter_.reset();
    last_noted_ = now;
    jitter_.note(transit);
}

// --- sound goes ---------------------------------------------------------------------------------

std::optional<Ticks> Playout::start_time() const noexcept {
    if (jitter_.empty())
        return std::nullopt;
    return first_arrival_ + std::clamp(first_delay, settings_.min_delay, settings_.max_delay);
}

void Playout::read(PcmSpan out, Ticks now) {
    if (!started_) {
        const auto start = start_time();
        if (!start || now < *start) {
            std::fill(out.begin(), out.end(), std::int16_t{0});
            return;
        }
        started_ = true;
    }
    while (pending_.size() < out.size())
        produce(now);
    const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(out.size());
    std::copy(pending_.begin(), end, out.begin());
    pending_.erase(pending_.begin(), end);
    figures_.played += out.size() / settings_.channels;
}

void Playout::produce(Ticks now) {
    drop_what_is_too_old(now);
    if (packets_.empty())
        return wait_or_skip(now);
    const Ticks gap = packets_.first() - next_;
    if (gap <= 0)
        return play_packet(now);
    // What was made up while we waited stands for what was lost.
    const Ticks paid = std::min(gap, waited_);
    waited_ -= paid;
    next_ += paid;
    for (Ticks lost = paid; lost > 0; lost -= frame_ticks)
        note_loss(true);
    if (gap > paid)
        fill_gap(gap - paid);
}

void Playout::drop_what_is_too_old(Ticks now) {
    if (slack_of(next_, now) > target() + unbearable_excess) {
        // We were stopped, or the sound card was: go on with what is being said now.
        next_ = now - jitter_.base() - target();
        waited_ = 0;
        floor_.reset();
    }
    while (!packets_.empty()) {
        const auto duration = static_cast<Ticks>(decoder_->duration(packets_.peek()));
        if (packets_.first() + duration > next_)
            return;
        packets_.pop();
        ++figures_.late;
    }
}

void Playout::play_packet(Ticks now) {
    const PacketBuffer::Packet packet = packets_.pop();
    const std::size_t duration = decoder_->duration(packet.payload);
    const auto begin = pending_.size();
    if (!decoder_->decode(packet.payload, grow(duration)))
        decoder_->conceal({pending_.data() + begin, duration * settings_.channels});
    if (tap_)
        tap_(packet.payload, static_cast<std::uint32_t>(packet.timestamp & 0xFFFFFFFF));
    // Its beginning may have been made up already.
    const auto over = static_cast<std::size_t>(next_ - packet.timestamp) * settings_.channels;
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(begin),
                   pending_.begin() + static_cast<std::ptrdiff_t>(begin + over));
    const Ticks slack = slack_of(packet.timestamp, now);
    // It is needed now, and heard after what was decoded before.
    figures_.delay = slack + static_cast<Ticks>(begin / settings_.channels);
    next_ = packet.timestamp + static_cast<Ticks>(duration);
    // It was only late: from now on everything is played later.
    waited_ = 0;
    starved_ = 0;
    note_loss(false);
    adjust(slack, duration);
}

void Playout::fill_gap(Ticks gap) {
    const std::size_t part = static_cast<std::size_t>(std::min(gap, frame_ticks));
    const Payload& following = packets_.peek();
    const auto begin = pending_.size();
    if (gap <= frame_ticks && decoder_->restores_previous(following) &&
        decoder_->restore(following, grow(part))) {
        figures_.restored += part;
        starved_ = 0;
    } else {
        pending_.resize(begin);
        make_up(part);
    }
    next_ += static_cast<Ticks>(part);
    note_loss(true);
}

void Playout::wait_or_skip(Ticks now) {
    make_up(frame_samples);
    if (starved_ > long_pause)
        catching_up_ = true;
    const bool too_late = slack_of(next_, now) + frame_ticks > settings_.max_delay;
    if (waited_ >= longest_wait || too_late) {
        next_ += frame_ticks;
    } else {
        waited_ += frame_ticks;
    }
}

void Playout::make_up(std::size_t samples) {
    const PcmSpan out = grow(samples);
    if (starved_ < longest_concealment) {
        decoder_->conceal(out);
        fade(out);
    }
    starved_ += static_cast<Ticks>(samples);
    figures_.concealed += samples;
}

/// From full at `fade_start` to nothing at `longest_concealment`.
void Playout::fade(PcmSpan out) const noexcept {
    constexpr auto length = static_cast<double>(longest_concealment - fade_start);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Ticks age = starved_ + static_cast<Ticks>(i / settings_.channels);
        const double share = static_cast<double>(longest_concealment - age) / length;
        out[i] = static_cast<std::int16_t>(std::lround(out[i] * std::clamp(share, 0.0, 1.0)));
    }
}

PcmSpan Playout::grow(std::size_t samples) {
    const std::size_t begin = pending_.size();
    pending_.resize(begin + samples * settings_.channels);
    return PcmSpan{pending_}.subspan(begin);
}

// --- the delay ----------------------------------------------------------------------------------

void Playout::note_loss(bool lost) noexcept {
    loss_ += loss_memory * ((lost ? 1.0F : 0.0F) - loss_);
}

Ticks Playout::slack_of(Ticks timestamp, Ticks now) const noexcept {
    return now - jitter_.base() - timestamp;
}

Ticks Playout::target() const noexcept {
    Ticks wanted = jitter_.delay() + tolerated_lack;
    // FEC stands in the packet after the lost one: that must be there in time.
    if (fec_seen_ && loss_ > loss_worth_fec)
        wanted += frame_ticks;
    return std::clamp(wanted, settings_.min_delay, settings_.max_delay);
}

void Playout::adjust(Ticks slack, std::size_t frame) {
    const Ticks wanted = target();
    figures_.target = wanted;
    excess_ = slack - wanted;
    floor_.note(slack);
    ++frames_since_change_;

    const Ticks spare = floor_.value() - wanted;
    const bool shortening = spare > tolerated_excess;
    const bool lengthening = excess_ < -tolerated_lack;
    if (!shortening && !lengthening) {
        frames_refused_ = 0;
        return;
    }
    const bool urgent = spare > urgent_excess;
    if (frames_since_change_ < (lengthening ? lengthening_pace : urgent ? 1 : calm_pace))
        return;
    const auto effort = urgent || frames_refused_ >= patience_frames ? StretchEffort::forced
                                                                     : StretchEffort::gentle;
    const std::size_t at_most = shortening ? static_cast<std::size_t>(spare) : longest_period;
    const std::size_t changed =
            shortening ? shorten(pending_, settings_.channels, frame, at_most, effort)
                       : lengthen(pending_, settings_.channels, frame, at_most, effort);
    if (changed == 0) {
        ++frames_refused_;
        return;
    }
    frames_since_change_ = 0;
    frames_refused_ = 0;
    std::uint64_t& total = shortening ? figures_.left_out : figures_.repeated;
    total += changed;
    floor_.shift(shortening ? -static_cast<Ticks>(changed) : static_cast<Ticks>(changed));
}

Playout::Figures Playout::figures() const noexcept {
    return figures_;
}

} // namespace janus_talk::sound
