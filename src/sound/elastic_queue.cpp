// SPDX-License-Identifier: MIT
#include "sound/elastic_queue.hpp"

#include "sound/time_stretch.hpp"

#include <algorithm>
#include <cmath>

namespace janus_talk::sound {

namespace {

/// Half a second must be known before anything is left out.
constexpr unsigned frames_to_know = 25;
/// So many show the phase of a source.
constexpr unsigned frames_to_move = 5;
/// What comes in the first moments, or is made up for after a stall, says nothing about the rest.
constexpr unsigned frames_to_settle = 15;
/// Whoever came too early comes so much later, at least.
constexpr Ticks missed = 2 * ticks_per_ms;

/// Frames between two changes that nobody should hear.
constexpr unsigned calm_pace = 5;
constexpr unsigned lengthening_pace = 2;
/// Noise has no period that repeats; after half a second it is changed wherever it fits best.
constexpr unsigned patience_frames = 25;
/// From here on every frame may be shortened, as it fits best.
constexpr Ticks urgent_excess = 60 * ticks_per_ms;

/// A pause this much longer than usual is a stall.
constexpr Ticks surprise = 60 * ticks_per_ms;
/// What is left over from a stall comes within this time.
constexpr Ticks debt_lifetime = sample_rate / 2;
/// So much may wait after a stall, for the jitter of what follows.
constexpr Ticks leeway = 10 * ticks_per_ms;

/// What is made up sounds like a voice for so long, and then like a machine that hangs.
constexpr std::size_t longest_made_up = 2 * frame_samples;
constexpr std::size_t fade_samples = 240;
constexpr std::size_t history_samples = 2 * longest_period;

/// Seams between two sounds that have nothing to do with each other.
std::int16_t mix(std::int16_t from, std::int16_t to, std::size_t at, std::size_t length) {
    const float share = (static_cast<float>(at) + 0.5F) / static_cast<float>(length);
    return static_cast<std::int16_t>(
            std::lround(static_cast<float>(from) * (1 - share) + static_cast<float>(to) * share));
}

} // namespace

// --- sound comes --------------------------------------------------------------------------------

void ElasticQueue::insert(PcmView samples, Ticks now) {
    note_gap(now);
    pending_.insert(pending_.end(), samples.begin(), samples.end());
    arrivals_.push_back({now, static_cast<Ticks>(size())});
    const bool unread = !begun_ || now - last_read_ > absence;
    if (unread && size() > capacity) {
        const std::size_t excess = size() - capacity;
        drop_front(excess);
        figures_.cut += excess;
    }
}

void ElasticQueue::note_gap(Ticks now) noexcept {
    const Ticks gap = now - last_insert_;
    last_insert_ = now;
    if (!inserted_) {
        inserted_ = true;
        return;
    }
    constexpr unsigned gaps_to_know = 10;
    if (gaps_ >= gaps_to_know && gap > 2 * usual_gap_ + surprise) {
        debt_ += gap - usual_gap_;
        debt_until_ = now + debt_lifetime;
        return;
    }
    ++gaps_;
    usual_gap_ = std::max(gap, usual_gap_ - usual_gap_ / 64);
}

// --- sound goes ---------------------------------------------------------------------------------

bool ElasticQueue::is_coming(std::size_t samples) const noexcept {
    return begun_ && starved_ == 0 && size() < samples;
}

bool ElasticQueue::read(PcmSpan frame, Ticks asked, Ticks patience) {
    const std::size_t wanted = frame.size() / channels_;
    note_reader(asked);
    pay_debt(asked);
    const bool silent = starved_ >= longest_made_up;
    if (starved_ == 0) {
        adjust(wanted, asked, patience);
    } else if (size() >= (silent ? wanted : fade_samples)) {
        fade_into_pending();
    }
    const bool too_early = size() < wanted;
    if (too_early && starved_ == 0)
        note_wait(-patience - missed);
    if (too_early)
        bridge(wanted);
    if (size() < wanted)
        return false;
    give(frame, asked);
    if (!too_early && starved_ == 0)
        note_wait(figures_.waited);
    return true;
}

void ElasticQueue::note_wait(Ticks wait) noexcept {
    ++frames_since_begin_;
    if (frames_since_begin_ <= frames_to_move || is_settled())
        waits_.note(wait);
}

bool ElasticQueue::is_settled() const noexcept {
    return frames_since_begin_ > frames_to_settle;
}

void ElasticQueue::measure_anew() noexcept {
    floor_ = {};
    waits_ = {};
    frames_since_begin_ = 0;
}

Ticks ElasticQueue::move_reader() noexcept {
    const bool first = frames_since_begin_ == frames_to_move && waits_.noted() > 0;
    if (!first && (!is_settled() || waits_.noted() < frames_to_know))
        return 0;
    const Ticks largest = first ? frame_ticks - comfortable_margin : largest_move;
    const Ticks wish =
            std::min(waits_.short_one() - comfortable_margin, waits_.shortest() + usual_patience);
    const Ticks move = std::clamp(wish, -largest, largest);
    waits_.move(move);
    if (first)
        waits_ = {};
    return move;
}

bool ElasticQueue::read_rest(PcmSpan frame) {
    if (pending_.empty())
        return false;
    pending_.resize(std::max(pending_.size(), frame.size()), 0);
    std::copy_n(pending_.begin(), frame.size(), frame.begin());
    drop_front(frame.size() / channels_);
    return true;
}

void ElasticQueue::note_reader(Ticks now) {
    const Ticks pause = now - last_read_;
    const bool first = !begun_ || pause > absence;
    last_read_ = now;
    if (!first) {
        if (pause > 2 * frame_ticks + surprise / 2) {
            debt_ += pause - frame_ticks;
            debt_until_ = now + debt_lifetime;
        }
        return;
    }
    // Nobody has listened: only the newest frame was meant for anybody.
    follow(PcmView{}, now);
    skip_to_newest();
}

void ElasticQueue::follow(PcmView given, Ticks now) {
    last_read_ = now;
    begun_ = !given.empty();
    measure_anew();
    debt_ = 0;
    starved_ = given.empty() ? longest_made_up : 0;
    history_.assign(history_samples * channels_, 0);
    remember(given);
}

void ElasticQueue::skip_to_newest() {
    if (size() > frame_samples)
        cut_front(size() - frame_samples);
}

void ElasticQueue::pay_debt(Ticks now) {
    if (now > debt_until_)
        debt_ = 0;
    if (debt_ == 0 || backlog_ == Backlog::keep)
        return;
    const Ticks excess = static_cast<Ticks>(size()) - frame_ticks - usual_gap_ - leeway;
    const Ticks paid = std::min(debt_, excess);
    if (paid < static_cast<Ticks>(fade_samples))
        return;
    debt_ -= paid;
    cut_front(static_cast<std::size_t>(paid));
}

void ElasticQueue::cut_front(std::size_t samples) {
    // The old sound fades into the new one.
    const std::size_t gone = samples * channels_;
    const std::size_t length = std::min(fade_samples, size() - samples);
    for (std::size_t i = 0; i < length * channels_; ++i)
        pending_[gone + i] = mix(pending_[i], pending_[gone + i], i / channels_, length);
    drop_front(samples);
    measure_anew();
    figures_.cut += samples;
}

Ticks ElasticQueue::settled(Ticks now, Ticks margin) const noexcept {
    for (auto arrival = arrivals_.rbegin(); arrival != arrivals_.rend(); ++arrival) {
        if (arrival->time <= now - margin)
            return arrival->pending;
    }
    // All that is pending has come just now, but for what was left of earlier arrivals.
    return 0;
}

void ElasticQueue::adjust(std::size_t frame, Ticks asked, Ticks patience) {
    const auto wanted = static_cast<Ticks>(frame);
    ++frames_since_change_;
    if (is_settled())
        floor_.note(settled(asked, safe_margin) - wanted);
    const bool scarce = settled(asked + patience, narrow_margin) < wanted;
    const Ticks spare = floor_.value();
    const bool plenty =
            floor_.noted() >= frames_to_know && spare >= static_cast<Ticks>(shortest_period);
    if (scarce) {
        if (size() >= frame && frames_since_change_ >= lengthening_pace)
            lengthen_once(frames_refused_ >= patience_frames);
    } else if (plenty) {
        shorten_by(spare);
    } else {
        frames_refused_ = 0;
    }
}

void ElasticQueue::shorten_by(Ticks spare) {
    const bool urgent = spare > urgent_excess;
    if (frames_since_change_ < (urgent ? 1 : calm_pace))
        return;
    const auto effort = urgent || frames_refused_ >= patience_frames ? StretchEffort::forced
                                                                     : StretchEffort::gentle;
    // In what is given next, so that what comes after it can't matter.
    const std::size_t window = std::min(size(), 2 * longest_period);
    std::vector<std::int16_t> head(pending_.begin(), at(window));
    const std::size_t gone =
            shorten(head, channels_, window, static_cast<std::size_t>(spare), effort);
    if (gone == 0) {
        ++frames_refused_;
        return;
    }
    drop_front(gone);
    std::copy(head.begin(), head.end(), pending_.begin());
    floor_.shift(-static_cast<Ticks>(gone));
    waits_.move(static_cast<Ticks>(gone));
    figures_.left_out += gone;
    frames_since_change_ = 0;
    frames_refused_ = 0;
}

bool ElasticQueue::lengthen_once(bool forced) {
    const std::size_t more = lengthen(pending_,
                                      channels_,
                                      std::min(size(), 2 * longest_period),
                                      longest_period,
                                      forced ? StretchEffort::forced : StretchEffort::gentle);
    if (more == 0) {
        ++frames_refused_;
        return false;
    }
    shift_arrivals(static_cast<Ticks>(more));
    floor_.shift(static_cast<Ticks>(more));
    waits_.move(-static_cast<Ticks>(more));
    figures_.repeated += more;
    frames_since_change_ = 0;
    frames_refused_ = 0;
    return true;
}

/// Too little has come. What is missing is made up from what there is, or from what was given last.
void ElasticQueue::bridge(std::size_t frame) {
    while (starved_ == 0 && size() < frame && lengthen_once(true)) {
    }
    if (size() >= frame || starved_ >= longest_made_up)
        return;
    std::vector<std::int16_t> line = history_;
    // A splinter that came in the meantime waits for more.
    const std::size_t real = starved_ == 0 ? size() : 0;
    line.insert(line.end(), pending_.begin(), at(real));
    const std::size_t missing = frame - real;
    const std::size_t begin = line.size();
    carry_on(line, channels_, missing);
    for (std::size_t i = begin; i < line.size(); ++i) {
        const std::size_t age = std::min(starved_ + (i - begin) / channels_, longest_made_up);
        line[i] = mix(line[i], 0, age, longest_made_up);
    }
    pending_.insert(at(real), line.begin() + static_cast<std::ptrdiff_t>(begin), line.end());
    shift_arrivals(static_cast<Ticks>(missing));
    if (arrivals_.empty())
        arrivals_.push_back({last_insert_, static_cast<Ticks>(frame)});
    floor_.shift(static_cast<Ticks>(missing));
    waits_.move(-static_cast<Ticks>(missing));
    starved_ += missing;
    figures_.made_up += missing;
}

/// Sound is back: what was made up goes on for a moment and fades into it.
void ElasticQueue::fade_into_pending() {
    const std::size_t length = std::min(fade_samples, size());
    std::vector<std::int16_t> line = history_;
    const std::size_t begin = line.size();
    if (starved_ < longest_made_up) {
        carry_on(line, channels_, length);
    } else {
        line.resize(begin + length * channels_, 0);
    }
    const std::size_t age = std::min(starved_, longest_made_up);
    for (std::size_t i = 0; i < length * channels_; ++i) {
        const std::int16_t old = mix(line[begin + i], 0, age, longest_made_up);
        pending_[i] = mix(old, pending_[i], i / channels_, length);
    }
    starved_ = 0;
    // Whatever comes now may come at other times.
    measure_anew();
}

void ElasticQueue::give(PcmSpan frame, Ticks asked) {
    std::copy_n(pending_.begin(), frame.size(), frame.begin());
    begun_ = true;
    const auto given = static_cast<Ticks>(frame.size() / channels_);
    for (const Arrival& arrival : arrivals_) {
        if (arrival.pending >= given) {
            figures_.waited = asked - arrival.time;
            break;
        }
    }
    drop_front(frame.size() / channels_);
    figures_.left = static_cast<Ticks>(size());
    remember(frame);
}

std::vector<std::int16_t>::iterator ElasticQueue::at(std::size_t sample) {
    return pending_.begin() + static_cast<std::ptrdiff_t>(sample * channels_);
}

void ElasticQueue::drop_front(std::size_t samples) {
    pending_.erase(pending_.begin(), at(samples));
    shift_arrivals(-static_cast<Ticks>(samples));
}

void ElasticQueue::shift_arrivals(Ticks change) {
    for (Arrival& arrival : arrivals_)
        arrival.pending += change;
    while (!arrivals_.empty() && arrivals_.front().pending <= 0)
        arrivals_.pop_front();
}

void ElasticQueue::remember(PcmView given) {
    history_.insert(history_.end(), given.begin(), given.end());
    const std::size_t keep = history_samples * channels_;
    if (history_.size() > keep) {
        history_.erase(history_.begin(), history_.end() - static_cast<std::ptrdiff_t>(keep));
    }
}

} // namespace janus_talk::sound
