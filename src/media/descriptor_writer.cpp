// SPDX-License-Identifier: MIT
#include "media/descriptor_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace janus_talk::media {

PcmTarget::Outcome DescriptorWriter::write(std::span<const unsigned char> bytes) {
    while (!bytes.empty()) {
        constexpr std::chrono::milliseconds forever{-1};
        if (cancellation_.wait_writable(fd(), forever) == Cancellation::Ready::cancelled)
            return std::nullopt;
        // A pipe that can be written takes this much without blocking (PIPE_BUF).
        const std::size_t part = std::min<std::size_t>(bytes.size(), 4096);
        const ssize_t count = ::write(fd(), bytes.data(), part);
        if (count < 0 && errno != EINTR && errno != EAGAIN)
            return failure(errno);
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return std::nullopt;
}

base::Failure DescriptorWriter::failure(int number) const {
    if (number == EPIPE)
        return {base::ExitCode::device, "The reader of " + name_ + " has gone.", {}, {}};
    return {base::ExitCode::device,
            "Writing to " + name_ + " failed: " + error_text(number) + ".",
            number == ENOSPC ? "Free some space; what was written so far can be played." : "",
            {}};
}

} // namespace janus_talk::media
