// SPDX-License-Identifier: MIT
#include "media/stream_input.hpp"

#include "base/text.hpp"
#include "media/courier.hpp"
#include "media/decoded_input.hpp"
#include "media/pcm_reader.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <future>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace janus_talk::media {

namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& hint = {}) {
    throw base::Error({base::ExitCode::device, text, hint, {}});
}

std::string quoted(const std::string& path) {
    return "'" + base::harmless(path) + "'";
}

class StreamInput final : public AudioInput {
public:
    StreamInput(PcmReader::Settings settings, EndContext context)
        : context_(std::move(context)), home_(context_.mailbox, this),
          reader_(std::make_shared<PcmReader>(
                  std::move(settings), [home = home_](const base::Failure& failure) {
                      home.send([failure](StreamInput& self) { self.context_.fail(failure); });
                  })) {}

    ~StreamInput() override {
        home_.close();
        reader_->cancel();
    }

    StreamInput(const StreamInput&) = delete;
    StreamInput& operator=(const StreamInput&) = delete;
    StreamInput(StreamInput&&) = delete;
    StreamInput& operator=(StreamInput&&) = delete;

    std::shared_ptr<PcmSource> source() override { return reader_->source(); }

    void start() override {
        if (finished_)
            return;
        std::promise<void> finished;
        finished_ = finished.get_future().share();
        std::thread{[reader = reader_, finished = std::move(finished)]() mutable {
            reader->run();
            reader.reset();
            finished.set_value_at_thread_exit();
        }}.detach();
    }

    BlockingWork close() override {
        reader_->cancel();
        if (!finished_)
            return nullptr;
        return [finished = *finished_] { finished.wait(); };
    }

private:
    EndContext context_;
    Courier<StreamInput> home_;
    std::shared_ptr<PcmReader> reader_;
    std::optional<std::shared_future<void>> finished_;
};

/// What the beginning of a regular file says about the way to read it.
enum class Reading { pcm, decoder };

Reading choose_reading(int fd, const std::string& path) {
    std::vector<unsigned char> beginning(longest_wav_header + 64);
    const ssize_t count = pread(fd, beginning.data(), beginning.size(), 0);
    if (count < 0)
        refuse("The input file " + quoted(path) + " can't be read: " + error_text(errno) + ".");
    if (count == 0)
        refuse("The input file " + quoted(path) + " is empty.");
    const std::span<const unsigned char> bytes{beginning.data(), static_cast<std::size_t>(count)};
    const WavHeader header = parse_wav_header(bytes, true);
    if (const auto* broken = std::get_if<BrokenWav>(&header))
        refuse("The input file " + quoted(path) + " is a broken WAV file: " + broken->why + ".");
    if (const auto* wav = std::get_if<WavFormat>(&header)) {
        if (bytes.size() < wav->data_offset + wav->frame_size)
            refuse("The input file " + quoted(path) + " holds no sound.");
        return Reading::pcm;
    }
    const bool raw = std::holds_alternative<NotWav>(header) && file_type_of(path) == FileType::raw;
    return raw ? Reading::pcm : Reading::decoder;
}

} // namespace

std::unique_ptr<AudioInput>
make_file_input(const AudioSpec& spec, const PcmFormat& raw, EndContext context) {
    // Not blocking: a FIFO without a writer would hold us here.
    FileDescriptor fd{open(spec.name.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
    if (!fd)
        refuse("The input file " + quoted(spec.name) + " can't be opened: " + error_text(errno) +
               ".");

    struct stat status {};

    if (fstat(fd.get(), &status) != 0 || S_ISDIR(status.st_mode))
        refuse("The input file " + quoted(spec.name) + " is a directory.");
    if (S_ISREG(status.st_mode) && choose_reading(fd.get(), spec.name) == Reading::decoder)
        return make_decoded_input(spec, std::move(context));
    const unsigned channels = context.channels;
    return std::make_unique<StreamInput>(
            PcmReader::Settings{
                    std::move(fd), quoted(spec.name), raw, spec.loop, spec.name, channels},
            std::move(context));
}

std::unique_ptr<AudioInput> make_stdin_input(const PcmFormat& raw, EndContext context) {
    if (fcntl(STDIN_FILENO, F_GETFD) < 0)
        refuse("Standard input is closed.");
    if (isatty(STDIN_FILENO) != 0) {
        throw base::Error(
                {base::ExitCode::usage,
                 "Standard input is a terminal, not sound.",
                 "Pipe sound into it, for example: arecord -f S16_LE -r 48000 | janus-talk …",
                 {}});
    }
    const unsigned channels = context.channels;
    return std::make_unique<StreamInput>(PcmReader::Settings{FileDescriptor::borrow(STDIN_FILENO),
                                                             "Standard input",
                                                             raw,
                                                             false,
                                                             {},
                                                             channels},
                                         std::move(context));
}

} // namespace janus_talk::media
