// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "media/file_descriptor.hpp"
#include "media/pcm_target.hpp"

#include <span>
#include <string>

namespace janus_talk::media {

/// Writes to a descriptor, waiting for slow readers without blocking in the kernel. cancel() ends
/// the wait from any thread; all else belongs to one.
class DescriptorWriter {
public:
    /// @param name for messages
    DescriptorWriter(FileDescriptor fd, std::string name)
        : fd_(std::move(fd)), name_(std::move(name)) {}

    [[nodiscard]] int fd() const noexcept { return fd_.get(); }

    void cancel() noexcept { cancellation_.cancel(); }

    /// All of `bytes`, unless cancelled.
    [[nodiscard]] PcmTarget::Outcome write(std::span<const unsigned char> bytes);

    /// In words, with what to do about it. @param number errno
    [[nodiscard]] base::Failure failure(int number) const;

private:
    FileDescriptor fd_;
    std::string name_;
    Cancellation cancellation_;
};

} // namespace janus_talk::media
