// SPDX-License-Identifier: MIT
#pragma once

#include "loop/main_loop.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace janus_talk::loop {

/// The only door through which other threads reach the main thread: they copy a value, post and
/// return. Work runs on the loop in the order it was posted, in batches, so that sockets get their
/// turn in between.
///
/// It is a mutex and a source of the loop rather than g_main_context_invoke(), because GLib's locks
/// are invisible to ThreadSanitizer, which then reports every hand-over as a race.
class Mailbox {
    struct State;

public:
    /// Most pieces of work done in one turn of the loop.
    static constexpr std::size_t batch = 64;

    /// What a foreign thread keeps. It may outlive the mailbox: posting then does nothing.
    class Sender {
    public:
        /// @return false when the mailbox is gone; the work was dropped.
        /// @thread any
        // NOLINTNEXTLINE(modernize-use-nodiscard): most callers can do nothing about it.
        bool post(std::function<void()> work) const;

    private:
        friend class Mailbox;
        explicit Sender(std::shared_ptr<State> state) noexcept;

        std::shared_ptr<State> state_;
    };

    explicit Mailbox(const MainLoop& loop);
    /// Drops what has not run yet. Other threads may be posting at this very moment.
    ~Mailbox();
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;
    Mailbox(Mailbox&&) = delete;
    Mailbox& operator=(Mailbox&&) = delete;

    /// @thread any, as long as the caller knows that the mailbox lives; others keep a sender().
    void post(std::function<void()> work);

    [[nodiscard]] Sender sender() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::loop
