// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include <gst/gst.h>

#include <functional>
#include <memory>
#include <string>

namespace janus_talk::media {

namespace release {
struct Promise {
    void operator()(GstPromise* promise) const noexcept { gst_promise_unref(promise); }
};
} // namespace release

using PromisePtr = std::unique_ptr<GstPromise, release::Promise>;

/// What came of a promise: `reply` (may be null where the operation answers nothing) or an error
/// text, never both. A promise that was interrupted or expired, as happens at tear-down, is an
/// error too.
struct PromiseResult {
    const GstStructure* reply = nullptr;
    std::string error;

    [[nodiscard]] bool ok() const noexcept { return error.empty(); }
};

/// A promise that calls `then` exactly once, on a thread of GStreamer's. The emitter keeps its own
/// reference, so ours may go as soon as the action signal has been emitted.
[[nodiscard]] PromisePtr make_promise(std::function<void(const PromiseResult&)> then);

} // namespace janus_talk::media
