// SPDX-License-Identifier: MIT
#pragma once

#include "loop/fd_watch.hpp"
#include "loop/main_loop.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace janus_talk::loop {

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
    LineWriter(const MainLoop& loop, int fd, std::function<void()> on_closed);

    /// false: a line would be refused now. Ask before spending a sequence number on it.
    [[nodiscard]] bool has_room() const noexcept { return !closed_ && waiting() < capacity; }

    /// Bytes that the reader has not taken.
    [[nodiscard]] std::size_t waiting() const noexcept { return queue_.size() - written_; }

    /// Adds the newline.
    void write(std::string_view line);
    /// As it is, for text that has its own newlines, or none.
    void write_text(std::string_view text);
    /// Waits for the reader, at the very end.
    void flush(std::chrono::milliseconds limit);
    /// Waits as long as it takes, as a pager's reader does. Blocks: leave signals to the system.
    void flush();

    [[nodiscard]] bool is_idle() const noexcept { return queue_.empty(); }

    [[nodiscard]] bool is_closed() const noexcept { return closed_; }

private:
    void drain();
    [[nodiscard]] bool write_some();

    void close();

    const MainLoop& loop_;
    int fd_;
    std::function<void()> on_closed_;
    std::string queue_;
    /// So much of the queue has left already: taking it out for every write would make a long line
    /// quadratic.
    std::size_t written_ = 0;
    bool closed_ = false;
    std::unique_ptr<FdWatch> watch_;
};

} // namespace janus_talk::loop
