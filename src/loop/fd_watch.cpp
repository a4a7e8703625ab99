// SPDX-License-Identifier: MIT
#include "loop/fd_watch.hpp"

#include "loop/glib_ptr.hpp"

#include <glib-unix.h>

#include <utility>

namespace janus_talk::loop {

namespace {

struct Handler {
    std::function<void(Readiness)> callback;
};

bool has(GIOCondition condition, int flags) noexcept {
    return (static_cast<int>(condition) & flags) != 0;
}

gboolean fire(gint /*fd*/, GIOCondition condition, gpointer handler) noexcept {
    static_cast<Handler*>(handler)->callback(
            {.readable = has(condition, G_IO_IN),
             .writable = has(condition, G_IO_OUT),
             .broken = has(condition, G_IO_ERR | G_IO_HUP | G_IO_NVAL)});
    return G_SOURCE_CONTINUE;
}

void forget(gpointer handler) noexcept {
    delete static_cast<Handler*>(handler);
}

} // namespace

struct FdWatch::Impl {
    SourcePtr source;
};

FdWatch::FdWatch(const MainLoop& loop, What what, std::function<void(Readiness)> on_ready)
    : impl_(std::make_unique<Impl>()) {
    const GIOCondition condition = what.interest == Interest::readable ? G_IO_IN : G_IO_OUT;
    impl_->source.reset(g_unix_fd_source_new(what.fd, condition));
    auto handler = std::make_unique<Handler>(Handler{std::move(on_ready)});
    // NOLINTNEXTLINE: the source calls it with the signature of GUnixFDSourceFunc
    g_source_set_callback(impl_->source.get(),
                          reinterpret_cast<GSourceFunc>(reinterpret_cast<void*>(fire)),
                          handler.release(),
                          forget);
    attach(impl_->source.get(), loop, "janus-talk descriptor", what.priority);
}

FdWatch::~FdWatch() = default;

} // namespace janus_talk::loop
