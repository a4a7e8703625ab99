// SPDX-License-Identifier: MIT
#include "media/pcm_reader.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace janus_talk::media {

namespace {

/// Small, so that a live pipe is not delayed; a pipe gives what it has, and a file is read 25 times
/// a second.
constexpr std::size_t chunk_size = 4096;

/// A full queue lasts 320 ms or more.
constexpr std::chrono::milliseconds full_queue_nap{100};

bool is_regular(int fd) {
    struct stat status {};

    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

} // namespace

PcmReader::PcmReader(Settings settings, OnFailure on_failure)
    : settings_(std::move(settings)), on_failure_(std::move(on_failure)),
      is_pipe_(!is_regular(settings_.fd.get())),
      source_(std::make_shared<QueuedSource>(is_pipe_ ? QueuedSource::Kind::pipe
                                                      : QueuedSource::Kind::finite,
                                             settings_.channels)) {}

void PcmReader::run() noexcept {
    Step step = Step::go_on;
    do {
        step = read_once();
    } while (step == Step::go_on && settings_.loop && rewind());
    if (step == Step::cancelled)
        return;
    if (step == Step::go_on && !heard_anything_)
        fail("it holds no sound");
    source_->finish();
}

PcmReader::Step PcmReader::read_once() {
    input_.clear();
    converted_.clear();
    bytes_per_second_ = 0;
    pace_.reset();
    source_->become_finite();
    if (const Step step = read_header(); step != Step::go_on)
        return step;
    return read_samples();
}

PcmReader::Step PcmReader::read_header() {
    WavHeader header = NeedMore{};
    bool at_end = false;
    while (std::holds_alternative<NeedMore>(header)) {
        const std::size_t before = input_.size();
        if (fill_buffer(chunk_size) == Step::cancelled)
            return Step::cancelled;
        at_end = input_.size() == before;
        header = parse_wav_header(input_, at_end);
    }
    if (at_end && input_.empty())
        return Step::go_on;
    return choose_converter(header) ? Step::go_on : Step::end;
}

bool PcmReader::choose_converter(const WavHeader& header) {
    PcmConverter::Layout from{SampleEncoding::s16, settings_.raw.rate, settings_.raw.channels};
    remaining_.reset();
    if (const auto* wav = std::get_if<WavFormat>(&header)) {
        from = {wav->encoding, wav->rate, wav->channels};
        remaining_ = wav->data_size;
        input_.erase(input_.begin(),
                     input_.begin() + static_cast<std::ptrdiff_t>(wav->data_offset));
    } else if (const auto* broken = std::get_if<BrokenWav>(&header)) {
        fail(broken->why);
        return false;
    } else if (std::holds_alternative<UnsupportedWav>(header)) {
        fail("its encoding is not supported here; use 8 to 32 bit PCM");
        return false;
    }
    rate_ = from.rate;
    const PcmConverter::Layout to{SampleEncoding::s16, sample_rate, settings_.channels};
    try {
        converter_.emplace(from, to);
    } catch (const base::Error&) {
        fail("its format can't be converted");
        return false;
    }
    return true;
}

PcmReader::Step PcmReader::read_samples() {
    if (!converter_)
        return Step::go_on;
    const std::size_t frame = converter_->in_frame_size();
    bytes_per_second_ = frame * rate_;
    while (true) {
        if (remaining_ && input_.size() > *remaining_)
            input_.resize(static_cast<std::size_t>(*remaining_));
        const std::size_t usable = input_.size() - input_.size() % frame;
        if (remaining_)
            *remaining_ -= usable;
        if (const Step step = convert(usable); step != Step::go_on)
            return step;
        if (remaining_ && *remaining_ < frame)
            break;

        const std::size_t before = input_.size();
        if (fill_buffer(chunk_size) == Step::cancelled)
            return Step::cancelled;
        if (input_.size() == before)
            break;
    }
    converter_->drain(converted_);
    return queue_frames(true);
}

PcmReader::Step PcmReader::convert(std::size_t usable) {
    if (usable == 0)
        return Step::go_on;
    heard_anything_ = true;
    converter_->convert({input_.data(), usable}, converted_);
    input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(usable));
    return queue_frames(false);
}

/// Appends what there is. Nothing appended means the end.
PcmReader::Step PcmReader::fill_buffer(std::size_t limit) {
    const int fd = settings_.fd.get();
    const auto asked = std::chrono::steady_clock::now();
    while (true) {
        if (cancellation_.wait_readable(fd) != Cancellation::Ready::now)
            return Step::cancelled;
        const std::size_t before = input_.size();
        input_.resize(before + limit);
        const long count = read_some(fd, {input_.data() + before, limit});
        input_.resize(before + static_cast<std::size_t>(std::max(count, 0L)));
        if (count >= 0) {
            note_pace(asked, static_cast<std::size_t>(count));
            return Step::go_on;
        }
        if (errno != EAGAIN) {
            fail(error_text(errno));
            return Step::end;
        }
    }
}

void PcmReader::note_pace(std::chrono::steady_clock::time_point asked, std::size_t bytes) {
    if (!is_pipe_ || bytes == 0 || bytes_per_second_ == 0)
        return;
    const auto now = std::chrono::steady_clock::now();
    pace_.note(sound::to_ticks(now.time_since_epoch()),
               sound::to_ticks(now - asked),
               static_cast<sound::Ticks>(bytes * sample_rate / bytes_per_second_));
    if (pace_.verdict() == WriterPace::Verdict::live) {
        source_->become_live();
    } else {
        source_->become_finite();
    }
}

PcmReader::Step PcmReader::offer(PcmView samples) {
    while (!source_->offer(samples)) {
        if (cancellation_.wait(full_queue_nap))
            return Step::cancelled;
    }
    return Step::go_on;
}

PcmReader::Step PcmReader::queue_frames(bool last) {
    if (converted_.empty())
        return Step::go_on;
    if (source_->is_live()) {
        std::vector<std::int16_t> samples(converted_.size() / sizeof(std::int16_t));
        std::memcpy(samples.data(), converted_.data(), converted_.size());
        converted_.clear();
        return offer(samples);
    }
    const std::size_t frame_bytes = source_->frame_size() * sizeof(std::int16_t);
    if (last && converted_.size() % frame_bytes != 0)
        converted_.resize(converted_.size() + frame_bytes - converted_.size() % frame_bytes, 0);
    std::vector<std::int16_t> frame(source_->frame_size());
    std::size_t at = 0;
    for (; at + frame_bytes <= converted_.size(); at += frame_bytes) {
        std::memcpy(frame.data(), converted_.data() + at, frame_bytes);
        if (const Step step = offer(frame); step != Step::go_on)
            return step;
    }
    converted_.erase(converted_.begin(), converted_.begin() + static_cast<std::ptrdiff_t>(at));
    return Step::go_on;
}

bool PcmReader::rewind() {
    if (is_regular(settings_.fd.get()))
        return heard_anything_ && lseek(settings_.fd.get(), 0, SEEK_SET) == 0;
    if (settings_.path.empty())
        return false;
    // The old descriptor would report its end for ever, a new one waits for the next writer.
    settings_.fd = FileDescriptor{open(settings_.path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    return static_cast<bool>(settings_.fd);
}

void PcmReader::fail(const std::string& why) {
    on_failure_({base::ExitCode::device,
                 base::harmless(settings_.name) + " can't be played: " + why + ".",
                 {},
                 {}});
}

} // namespace janus_talk::media
