// SPDX-License-Identifier: MIT
#include "loop/main_loop.hpp"

#include "loop/glib_ptr.hpp"

#include <atomic>

namespace janus_talk::loop {

struct MainLoop::Impl {
    ContextPtr context{g_main_context_new()};
    LoopPtr loop{g_main_loop_new(context.get(), FALSE)};
    std::atomic<bool> quit_asked{false};
};

MainLoop::MainLoop() : impl_(std::make_unique<Impl>()) {
    g_main_context_push_thread_default(impl_->context.get());
}

MainLoop::~MainLoop() {
    // Cancelled name look-ups still owe GLib one last word; without it they would leak.
    constexpr int last_words = 16;
    for (int turn = 0; turn < last_words; ++turn) {
        if (g_main_context_iteration(impl_->context.get(), FALSE) == FALSE)
            break;
    }
    g_main_context_pop_thread_default(impl_->context.get());
}

void MainLoop::run() {
    while (!impl_->quit_asked.exchange(false))
        g_main_context_iteration(impl_->context.get(), TRUE);
}

void MainLoop::quit() noexcept {
    impl_->quit_asked = true;
    g_main_context_wakeup(impl_->context.get());
}

void* MainLoop::native() const noexcept {
    return impl_->loop.get();
}

void* MainLoop::native_context() const noexcept {
    return impl_->context.get();
}

} // namespace janus_talk::loop
