// SPDX-License-Identifier: MIT
#pragma once

#include "loop/fd_watch.hpp"
#include "loop/main_loop.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace janus_talk::app {

/// Writes lines to a descriptor that may be a slow or dead pipe, without ever blocking the loop:
/// what the reader does not take yet waits in a bounded queue. The descriptor stays in blocking
/// mode, because it is often shared with the shell.
/// @thread main
class LineWriter {
public:
    /// Lines beyond this many waiting bytes are refused: a reader that stopped must not eat the
    /// memory.
    static constexpr std::size_t capacity = std::size_t{1} << 20U;

    /// `on_closed` is called once, on the loop, when nobody reads any more (EPIPE) or writing
    /// fails.
    LineWriter(const loop::MainLoop& loop, int fd, std::function<void()> on_closed);

    /// false: a line would be refused now. Ask before spending a sequence number on it.
    [[nodiscard]] bool has_room() const noexcept { return !closed_ && waiting() < capacity; }

    /// Adds the newline.
    void write(std::string_view line);
    /// Waits for the reader, at the very end.
    void flush(std::chrono::milliseconds limit);

    [[nodiscard]] bool is_closed() const noexcept { return closed_; }

private:
    void drain();
    [[nodiscard]] bool write_some();

    [[nodiscard]] std::size_t waiting() const noexcept { return queue_.size() - written_; }

    void close();

    const loop::MainLoop& loop_;
    int fd_;
    std::function<void()> on_closed_;
    std::string queue_;
    /// So much of the queue has left already: taking it out for every write would make a long line
    /// quadratic.
    std::size_t written_ = 0;
    bool closed_ = false;
    std::unique_ptr<loop::FdWatch> watch_;
};

} // namespace janus_talk::app
