// SPDX-License-Identifier: MIT
#pragma once

#include "app/probe_voice.hpp"
#include "core/notice.hpp"
#include "loop/mailbox.hpp"
#include "loop/main_loop.hpp"
#include "media/recording.hpp"
#include "media/teardown.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace janus_talk::app {

/// What a probe sends and what it hears, in one file on one time line, written as it goes on.
/// @thread main
class ProbeRecording {
public:
    /// Hears of its beginning and end, and of a full disk.
    using Listener = std::function<void(const core::Notice&)>;

    /// Makes the file. @throws base::Error as media::Recording
    ProbeRecording(loop::MainLoop& loop, std::string path, Listener listener);

    [[nodiscard]] ProbeVoice::Copies copies() const;

    /// Completes the file, once; runs the loop meanwhile. Nobody waits longer than `finish_limit`
    /// for a disk that hangs.
    /// @return false: the disk hangs, and with it a thread that keeps the process from its end
    [[nodiscard]] bool finish();

    static constexpr std::chrono::seconds finish_limit{2};

private:
    [[nodiscard]] media::EndContext context();

    loop::MainLoop& loop_;
    loop::Mailbox mailbox_;
    const std::string path_;
    const Listener listener_;
    media::Recording recording_;
    media::Teardown teardown_;
    bool complete_ = false;
};

} // namespace janus_talk::app
