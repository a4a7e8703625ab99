// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace janus_talk::app {

/// @return 0, or why not all could be written: an error number
[[nodiscard]] int write_fully(int fd, std::string_view bytes) noexcept;

/// Writes a file whole or not at all: a reader never sees half of it. A symbolic link stays, and
/// what it leads to is replaced or made; a FIFO or a device (/dev/stdout) is written to as it is.
/// @throws base::Error device
void write_whole(const std::string& path, const std::string& content);

/// Before a long measurement: whether write_whole() has a place for this file. A disk can fill up
/// until then. @throws base::Error device
void require_place_for(const std::string& path);

} // namespace janus_talk::app
