// SPDX-License-Identifier: MIT
#include "media/promise.hpp"

#include "media/gst_ptr.hpp"

#include <utility>

namespace janus_talk::media {

namespace {

using Continuation = std::function<void(const PromiseResult&)>;

PromiseResult result_of(GstPromise* promise) {
    if (gst_promise_wait(promise) != GST_PROMISE_RESULT_REPLIED)
        return {nullptr, "the operation was abandoned"};
    const GstStructure* reply = gst_promise_get_reply(promise);
    if (reply == nullptr || !gst_structure_has_field(reply, "error"))
        return {reply, {}};
    GError* error = nullptr;
    gst_structure_get(reply, "error", G_TYPE_ERROR, &error, nullptr);
    const ErrorPtr owned{error};
    return {nullptr, owned ? owned->message : "unknown error"};
}

void on_change(GstPromise* promise, gpointer data) noexcept {
    const auto then = std::exchange(*static_cast<Continuation*>(data), nullptr);
    if (then)
        then(result_of(promise));
}

void on_destroy(gpointer data) noexcept {
    const std::unique_ptr<Continuation> owned{static_cast<Continuation*>(data)};
}

} // namespace

PromisePtr make_promise(Continuation then) {
    auto continuation = std::make_unique<Continuation>(std::move(then));
    return PromisePtr{
            gst_promise_new_with_change_func(on_change, continuation.release(), on_destroy)};
}

} // namespace janus_talk::media
