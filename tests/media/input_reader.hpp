// SPDX-License-Identifier: MIT
#pragma once

#include "media/answerer.hpp"
#include "media/queued_source.hpp"
#include "media/session_bench.hpp"
#include "media/sound_files.hpp"
#include "media/stream_input.hpp"

#include <memory>
#include <string>
#include <vector>

namespace janus_talk::media::test {

/// An input, and somebody who reads it as the sending side would.
struct Reader {
    explicit Reader(const std::string& spec_text, PcmFormat raw = {}, unsigned channels = 1)
        : channels_(channels) {
        (void)runtime();
        const AudioSpec spec = parse_input_spec(spec_text);
        EndContext context{stage.loop,
                           stage.mailbox.sender(),
                           channels,
                           [this](const core::MediaEvent& event) { log.on_media_event(event); },
                           [this](const base::Failure& failure) { failures.push_back(failure); }};
        input = spec.kind == AudioSpec::Kind::standard_stream
                        ? make_stdin_input(raw, std::move(context))
                        : make_file_input(spec, raw, std::move(context));
    }

    ~Reader() {
        if (const BlockingWork work = input->close())
            work();
    }

    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Reader(Reader&&) = delete;
    Reader& operator=(Reader&&) = delete;

    /// Frames until the end, or until there are `most` samples.
    Samples read(std::size_t most = 100'000'000) {
        input->start();
        const auto source = input->source();
        Samples heard;
        Samples frame(frame_samples * channels_);
        ended = stage.wait_for([&] {
            auto pull = PcmSource::Pull::nothing;
            while (heard.size() < most && (pull = source->read(frame)) == PcmSource::Pull::sound)
                heard.insert(heard.end(), frame.begin(), frame.end());
            return pull == PcmSource::Pull::ended || heard.size() >= most;
        });
        return heard;
    }

    Stage stage;
    EventLog log;
    std::vector<base::Failure> failures;
    std::unique_ptr<AudioInput> input;
    bool ended = false;

private:
    unsigned channels_;
};

inline base::Failure refusal(const std::string& spec) {
    try {
        const Reader reader{spec};
    } catch (const base::Error& error) {
        return error.failure();
    }
    return {base::ExitCode::ok, "it was accepted", {}, {}};
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace janus_talk::media::test
