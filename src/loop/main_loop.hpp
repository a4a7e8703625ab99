// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

namespace janus_talk::loop {

/// The one loop that runs all code of this program (docs/threads.md). It has a context of its own,
/// which is the thread's default while the loop lives, so that asynchronous calls of other
/// libraries come back here.
///
/// Construct it before, and destroy it after, everything that attaches to it, in one thread.
class MainLoop {
public:
    MainLoop();
    ~MainLoop();
    MainLoop(const MainLoop&) = delete;
    MainLoop& operator=(const MainLoop&) = delete;
    MainLoop(MainLoop&&) = delete;
    MainLoop& operator=(MainLoop&&) = delete;

    /// Runs until quit(). May be called again afterwards, but not from a callback of this loop.
    void run();

    /// Makes run() return after the callback that is running now. A quit() before run() is not
    /// lost: run() then returns at once.
    /// @thread any
    void quit() noexcept;

    /// The `GMainLoop*` for libraries that want one (libwebsockets). Never run or quit it directly.
    [[nodiscard]] void* native() const noexcept;
    /// The `GMainContext*` for libraries that attach sources themselves.
    [[nodiscard]] void* native_context() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::loop
