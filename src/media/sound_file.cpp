// SPDX-License-Identifier: MIT
#include "media/sound_file.hpp"

#include "base/text.hpp"
#include "media/descriptor_writer.hpp"
#include "media/pcm_converter.hpp"
#include "media/wav_format.hpp"

#include <cerrno>
#include <fcntl.h>
#include <span>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace janus_talk::media {

namespace {

using Bytes = std::span<const unsigned char>;

Bytes to_bytes(PcmView samples) {
    const void* data = samples.data();
    return {static_cast<const unsigned char*>(data), samples.size_bytes()};
}

bool is_seekable(int fd) {
    return lseek(fd, 0, SEEK_CUR) >= 0;
}

class WavTarget final : public PcmTarget {
public:
    WavTarget(FileDescriptor fd, std::string name, unsigned channels)
        : output_(std::move(fd), std::move(name)), channels_(channels),
          seekable_(is_seekable(output_.fd())) {}

    Outcome write(PcmView samples) override {
        if (!header_written_) {
            header_written_ = true;
            const auto header =
                    make_wav_header(sample_rate, channels_, seekable_ ? 0 : UINT64_MAX / 2);
            if (auto failed = output_.write(header))
                return failed;
        }
        return output_.write(to_bytes(samples));
    }

    Outcome checkpoint() override {
        if (!seekable_ || !header_written_)
            return std::nullopt;
        // What is really there: of the last piece a full disk may have taken a part.
        const off_t end = lseek(output_.fd(), 0, SEEK_CUR);
        if (end < 0)
            return output_.failure(errno);
        const auto size = static_cast<std::uint64_t>(end) - wav_header_size;
        const auto header = make_wav_header(sample_rate, channels_, size);
        if (pwrite(output_.fd(), header.data(), header.size(), 0) < 0)
            return output_.failure(errno);
        return std::nullopt;
    }

    Outcome complete() override {
        // A recording without any sound is still a valid file.
        if (auto failed = write({}))
            return failed;
        return checkpoint();
    }

    void cancel() noexcept override { output_.cancel(); }

private:
    DescriptorWriter output_;
    unsigned channels_;
    bool seekable_;
    bool header_written_ = false;
};

class RawTarget final : public PcmTarget {
public:
    RawTarget(FileDescriptor fd, std::string name, unsigned channels, const PcmFormat& format)
        : output_(std::move(fd), std::move(name)), format_(format), header_due_(format.wav),
          converter_({SampleEncoding::s16, sample_rate, channels},
                     {SampleEncoding::s16, format.rate, format.channels}) {}

    Outcome write(PcmView samples) override {
        if (std::exchange(header_due_, false)) {
            // No one will come back to correct it.
            const auto header = make_wav_header(format_.rate, format_.channels, UINT64_MAX / 2);
            if (auto failed = output_.write(header))
                return failed;
        }
        converted_.clear();
        converter_.convert(to_bytes(samples), converted_);
        return output_.write(converted_);
    }

    void cancel() noexcept override { output_.cancel(); }

private:
    DescriptorWriter output_;
    PcmFormat format_;
    bool header_due_;
    PcmConverter converter_;
    std::vector<unsigned char> converted_;
};

[[noreturn]] void refuse(const char* what, const std::string& path, int number) {
    const bool exists = number == EEXIST;
    throw base::Error(
            {base::ExitCode::device,
             std::string{"The "} + what + " '" + base::harmless(path) + "' can't be made: " +
                     (exists ? "it exists already" : error_text(number)) + ".",
             exists ? "Existing files are never overwritten: remove it, or choose another name."
                    : "",
             {}});
}

} // namespace

FileDescriptor open_sound_file(const std::string& path, const char* what) {
    constexpr int flags = O_CLOEXEC | O_NOFOLLOW | O_NOCTTY;
    constexpr mode_t private_mode = 0600;
    FileDescriptor created{open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | flags, private_mode)};
    if (created)
        return created;
    const int number = errno;

    struct stat status {};

    const bool stream = number == EEXIST && lstat(path.c_str(), &status) == 0 &&
                        (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode));
    if (!stream)
        refuse(what, path, number);
    // Opening for reading too is how Linux opens a FIFO that has no reader yet.
    const int access = S_ISFIFO(status.st_mode) ? O_RDWR : O_WRONLY;
    FileDescriptor opened{open(path.c_str(), access | O_NONBLOCK | flags)};
    if (!opened)
        refuse(what, path, errno);
    return opened;
}

std::unique_ptr<PcmTarget> make_wav_target(FileDescriptor fd, std::string name, unsigned channels) {
    return std::make_unique<WavTarget>(std::move(fd), std::move(name), channels);
}

std::unique_ptr<PcmTarget>
make_raw_target(FileDescriptor fd, std::string name, unsigned channels, const PcmFormat& format) {
    return std::make_unique<RawTarget>(std::move(fd), std::move(name), channels, format);
}

} // namespace janus_talk::media
