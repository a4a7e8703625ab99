// SPDX-License-Identifier: MIT
#include "loop/timer.hpp"

#include "loop/glib_ptr.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::loop {

namespace {

// GLib keeps this alive while a callback runs, even when the callback destroys the timer.
struct Expiry {
    std::function<void()> callback;
};

gboolean fire(gpointer expiry) noexcept {
    static_cast<Expiry*>(expiry)->callback();
    return G_SOURCE_CONTINUE;
}

gboolean dispatch(GSource* source, GSourceFunc callback, gpointer expiry) noexcept {
    // What ran before us in this turn of the loop may have disarmed the timer or moved its
    // deadline.
    const gint64 ready = g_source_get_ready_time(source);
    if (ready < 0 || ready > g_get_monotonic_time())
        return G_SOURCE_CONTINUE;
    g_source_set_ready_time(source, -1);
    return callback(expiry);
}

void forget(gpointer expiry) noexcept {
    delete static_cast<Expiry*>(expiry);
}

GSourceFuncs timer_functions{nullptr, nullptr, dispatch, nullptr, nullptr, nullptr};

} // namespace

struct Timer::Impl {
    SourcePtr source;
};

Timer::Timer(const MainLoop& loop, std::function<void()> on_expiry, Priority priority)
    : impl_(std::make_unique<Impl>()) {
    impl_->source.reset(g_source_new(&timer_functions, sizeof(GSource)));
    auto expiry = std::make_unique<Expiry>(Expiry{std::move(on_expiry)});
    g_source_set_callback(impl_->source.get(), fire, expiry.release(), forget);
    attach(impl_->source.get(), loop, "janus-talk timer", priority);
}

Timer::~Timer() = default;

void Timer::arm_at(std::optional<TimePoint> deadline) noexcept {
    using std::chrono::microseconds;
    gint64 ready = -1;
    if (deadline) {
        // steady_clock and g_get_monotonic_time() both read CLOCK_MONOTONIC. Rounded up: never
        // early.
        ready = std::max<gint64>(
                0, std::chrono::ceil<microseconds>(deadline->time_since_epoch()).count());
    }
    g_source_set_ready_time(impl_->source.get(), ready);
}

bool Timer::is_armed() const noexcept {
    return g_source_get_ready_time(impl_->source.get()) >= 0;
}

} // namespace janus_talk::loop
