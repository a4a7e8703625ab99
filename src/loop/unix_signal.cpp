// SPDX-License-Identifier: MIT
#include "loop/unix_signal.hpp"

#include "loop/glib_ptr.hpp"

#include <glib-unix.h>

#include <csignal>
#include <utility>

namespace janus_talk::loop {

namespace {

int number_of(Signal signal) noexcept {
    switch (signal) {
    case Signal::interrupt:
        return SIGINT;
    case Signal::terminate:
        return SIGTERM;
    case Signal::hang_up:
        return SIGHUP;
    case Signal::user_1:
        return SIGUSR1;
    }
    return SIGTERM;
}

struct Handler {
    std::function<void()> callback;
};

gboolean fire(gpointer handler) noexcept {
    static_cast<Handler*>(handler)->callback();
    return G_SOURCE_CONTINUE;
}

void forget(gpointer handler) noexcept {
    delete static_cast<Handler*>(handler);
}

} // namespace

struct UnixSignal::Impl {
    SourcePtr source;
};

UnixSignal::UnixSignal(const MainLoop& loop, Signal signal, std::function<void()> on_signal)
    : impl_(std::make_unique<Impl>()) {
    impl_->source.reset(g_unix_signal_source_new(number_of(signal)));
    auto handler = std::make_unique<Handler>(Handler{std::move(on_signal)});
    g_source_set_callback(impl_->source.get(), fire, handler.release(), forget);
    attach(impl_->source.get(), loop, "janus-talk signal", Priority::normal);
}

UnixSignal::~UnixSignal() = default;

} // namespace janus_talk::loop
