// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "media/media_session_impl.hpp"

// What somebody asks for during the call.

namespace janus_talk::media {

void MediaSession::Impl::answer(std::uint64_t tag, std::optional<base::Failure> failure) {
    emit(core::media::CommandAnswered{tag, std::move(failure)});
}

void MediaSession::Impl::start_recording(const std::string& file, std::uint64_t tag) {
    try {
        recordings_.begin(file, end_context(), options_.listen_only);
        answer(tag, {});
    } catch (const base::Error& error) {
        answer(tag, error.failure());
    }
}

void MediaSession::Impl::stop_recording(std::uint64_t tag) {
    if (auto work = recordings_.end())
        teardown_.run({std::move(work)}, [] {});
    answer(tag, {});
}

void MediaSession::Impl::say(const std::string& file, std::uint64_t tag) {
    try {
        MediaOptions options = options_;
        options.input = "file:" + file;
        EndContext context = end_context();
        context.fail = [this](const base::Failure& failure) { end_saying(failure); };
        auto input = make_audio_input(options, std::move(context));
        end_saying(
                base::Failure{base::ExitCode::failed, "Something else was said instead.", {}, {}});
        saying_ = std::move(input);
        saying_tag_ = tag;
        interlude_->play(saying_->source(),
                         [home = home_] { home.send([](Impl& self) { self.end_saying({}); }); });
        saying_->start();
    } catch (const base::Error& error) {
        answer(tag, error.failure());
    }
}

void MediaSession::Impl::end_saying(std::optional<base::Failure> failure) {
    interlude_->stop();
    if (!saying_)
        return;
    auto work = saying_->close();
    // One of its own reports may have brought us here.
    mailbox_.post(
            [input = std::shared_ptr<AudioInput>{std::move(saying_)}]() mutable { input.reset(); });
    if (work)
        teardown_.run({std::move(work)}, [] {});
    answer(saying_tag_, std::move(failure));
}

} // namespace janus_talk::media
