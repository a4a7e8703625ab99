// SPDX-License-Identifier: MIT
#include "media/recording.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "media/audio_spec.hpp"
#include "media/sound_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace janus_talk::media {

namespace {

using core::media::RecordingChanged;

std::string quoted(const std::string& path) {
    return "'" + base::harmless(path) + "'";
}

std::unique_ptr<PcmTarget> make_recording_target(const std::string& path, unsigned channels) {
    const FileType type = file_type_of(path);
    if (type != FileType::wav && type != FileType::opus) {
        throw base::Error({base::ExitCode::usage,
                           "The recording " + quoted(path) + " must end in .wav or .opus.",
                           {},
                           {}});
    }
    FileDescriptor fd = open_sound_file(path, "recording");
    if (type == FileType::wav)
        return make_wav_target(std::move(fd), quoted(path), channels);
    return make_opus_target(std::move(fd), quoted(path), channels);
}

bool is_stream(const std::string& path) {
    struct stat status {};

    return stat(path.c_str(), &status) == 0 &&
           (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode));
}

struct FileOutputTarget {
    std::unique_ptr<PcmTarget> target;
    bool follow_time = true;
};

FileOutputTarget
make_file_target(const std::string& path, const PcmFormat& raw, unsigned channels) {
    const FileType type = file_type_of(path);
    const bool stream = is_stream(path);
    if (type == FileType::other && !stream) {
        throw base::Error({base::ExitCode::usage,
                           "The output file " + quoted(path) + " must end in .wav, .opus or .raw.",
                           {},
                           {}});
    }
    FileDescriptor fd = open_sound_file(path, "output file");
    const std::string name = quoted(path);
    if (type == FileType::wav && !stream)
        return {make_wav_target(std::move(fd), name, channels), true};
    if (type == FileType::wav)
        return {make_raw_target(std::move(fd), name, channels, {raw.rate, raw.channels, true}),
                false};
    if (type == FileType::opus)
        return {make_opus_target(std::move(fd), name, channels), !stream};
    return {make_raw_target(std::move(fd), name, channels, raw), !stream};
}

/// A file or a stream as loudspeaker.
class WriterOutput final : public AudioOutput {
public:
    WriterOutput(FileOutputTarget target, std::string name, EndContext context)
        : name_(std::move(name)), context_(std::move(context)), home_(context_.mailbox, this),
          writer_(std::move(target.target),
                  {context_.channels, target.follow_time},
                  {[] {},
                   [home = home_](const base::Failure& failure, double /*seconds*/) {
                       home.send([failure](WriterOutput& self) { self.on_failure(failure); });
                   }}) {}

    ~WriterOutput() override { home_.close(); }

    WriterOutput(const WriterOutput&) = delete;
    WriterOutput& operator=(const WriterOutput&) = delete;
    WriterOutput(WriterOutput&&) = delete;
    WriterOutput& operator=(WriterOutput&&) = delete;

    std::shared_ptr<PcmSink> sink() override { return writer_.sink(); }

    void start() override { writer_.start(); }

    BlockingWork stop() override { return writer_.stop(nullptr); }

private:
    void on_failure(const base::Failure& failure) {
        context_.report(core::media::DeviceChanged{
                core::media::DeviceChange::lost, core::media::Direction::output, name_});
        context_.report(core::media::Warning{failure});
    }

    std::string name_;
    EndContext context_;
    Courier<WriterOutput> home_;
    SoundWriter writer_;
};

} // namespace

Recording::Recording(std::string path, EndContext context, Form form)
    : path_(std::move(path)), context_(std::move(context)), home_(context_.mailbox, this),
      writer_(make_writer(form)) {}

Recording::~Recording() {
    home_.close();
}

std::unique_ptr<Recording::Writer> Recording::make_writer(Form form) {
    WriterReports reports{[home = home_] {
                              home.send([](Recording& self) {
                                  self.context_.report(RecordingChanged{true, self.path_, 0});
                              });
                          },
                          [home = home_](const base::Failure& failure, double seconds) {
                              home.send([failure, seconds](Recording& self) {
                                  self.on_failure(failure, seconds);
                              });
                          }};
    const unsigned channels = context_.channels;
    switch (form) {
    case Form::one_way:
        break;
    case Form::two_way:
        return std::make_unique<Writer>(std::in_place_type<TwoWayWriter>,
                                        make_recording_target(path_, 2),
                                        channels,
                                        std::move(reports));
    case Form::timed:
        if (file_type_of(path_) != FileType::wav) {
            throw base::Error(
                    {base::ExitCode::usage,
                     "The recording to measure with " + quoted(path_) + " must end in .wav.",
                     {},
                     {}});
        }
        return std::make_unique<Writer>(std::in_place_type<TimedWriter>,
                                        make_recording_target(path_, 2),
                                        std::move(reports));
    case Form::packets:
        if (file_type_of(path_) != FileType::opus) {
            throw base::Error({base::ExitCode::usage,
                               "The recording of packets " + quoted(path_) + " must end in .opus.",
                               {},
                               {}});
        }
        return std::make_unique<Writer>(std::in_place_type<OpusPacketFile>,
                                        open_sound_file(path_, "recording"),
                                        quoted(path_),
                                        channels,
                                        std::move(reports));
    }
    return std::make_unique<Writer>(std::in_place_type<SoundWriter>,
                                    make_recording_target(path_, channels),
                                    SoundWriter::Settings{channels, true},
                                    std::move(reports));
}

std::shared_ptr<PcmSink> Recording::sink() const {
    return std::get<SoundWriter>(*writer_).sink();
}

std::shared_ptr<PcmSink> Recording::heard() const {
    if (const auto* timed = std::get_if<TimedWriter>(writer_.get()))
        return timed->heard();
    return std::get<TwoWayWriter>(*writer_).heard();
}

std::shared_ptr<PcmSink> Recording::sent() const {
    if (const auto* timed = std::get_if<TimedWriter>(writer_.get()))
        return timed->sent();
    return std::get<TwoWayWriter>(*writer_).sent();
}

std::shared_ptr<PacketSink> Recording::packets() const {
    return std::get<OpusPacketFile>(*writer_).sink();
}

void Recording::start() {
    std::visit([](auto& writer) { writer.start(); }, *writer_);
}

BlockingWork Recording::stop() {
    const auto done = [home = home_](double seconds) {
        home.send([seconds](Recording& self) {
            if (seconds > 0 && !self.failed_)
                self.context_.report(RecordingChanged{false, self.path_, seconds});
            if (seconds == 0 && !self.failed_ &&
                std::holds_alternative<OpusPacketFile>(*self.writer_))
                self.warn_of_emptiness();
        });
    };
    return std::visit([&done](auto& writer) { return writer.stop(done); }, *writer_);
}

void Recording::warn_of_emptiness() const {
    context_.report(core::media::Warning{
            {base::ExitCode::ok,
             "No packet came: the recording " + quoted(path_) + " holds no sound.",
             {},
             {}}});
}

void Recording::on_failure(const base::Failure& failure, double seconds) {
    failed_ = true;
    context_.report(core::media::Warning{failure});
    context_.report(RecordingChanged{false, path_, seconds});
}

std::unique_ptr<AudioOutput>
make_file_output(const std::string& path, const PcmFormat& raw, EndContext context) {
    FileOutputTarget target = make_file_target(path, raw, context.channels);
    return std::make_unique<WriterOutput>(std::move(target), "file:" + path, std::move(context));
}

std::unique_ptr<AudioOutput> make_stdout_output(const PcmFormat& raw, EndContext context) {
    if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
        throw base::Error({base::ExitCode::device, "Standard output is closed.", {}, {}});
    if (isatty(STDOUT_FILENO) != 0) {
        throw base::Error(
                {base::ExitCode::usage,
                 "Standard output is a terminal, which can't play sound.",
                 "Pipe it on, for example: janus-talk … --output - | aplay -f S16_LE -r 48000",
                 {}});
    }
    const unsigned channels = context.channels;
    return std::make_unique<WriterOutput>(
            FileOutputTarget{make_raw_target(FileDescriptor::borrow(STDOUT_FILENO),
                                             "standard output",
                                             channels,
                                             raw),
                             false},
            "-",
            std::move(context));
}

} // namespace janus_talk::media
