// SPDX-License-Identifier: MIT
#pragma once

#include "core/ports.hpp"
#include "loop/mailbox.hpp"
#include "loop/main_loop.hpp"
#include "media/gst_runtime.hpp"
#include "media/media_options.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace janus_talk::media {

/// The media side of a conference: microphone, loudspeaker, recordings and one peer connection at a
/// time, which start() replaces while all else goes on. Everything happens on the main thread,
/// which never waits here for a device.
///
/// **At exit.** Closing a device blocks for as long as the sound server is frozen, so stop() does
/// it on a thread of its own and the destructor waits for it no longer than `destruction_limit`,
/// then leaves the thread behind. If teardown_is_blocked() is true after that, end the process with
/// `_exit`, because a normal exit would destroy GStreamer under that thread. Recordings are
/// complete by then: they are closed first.
class MediaSession final : public core::MediaPort {
public:
    /// @param observer outlives the session @throws base::Error for what can be known before the
    /// start: a bad
    ///     spec (usage), an unreadable file, a device that doesn't exist, a recording that can't be
    ///     made (device)
    MediaSession(const GstRuntime& runtime,
                 MediaOptions options,
                 const loop::MainLoop& loop,
                 const loop::Mailbox& mailbox,
                 core::MediaObserver& observer);
    ~MediaSession() override;
    MediaSession(const MediaSession&) = delete;
    MediaSession& operator=(const MediaSession&) = delete;
    MediaSession(MediaSession&&) = delete;
    MediaSession& operator=(MediaSession&&) = delete;

    void start(core::MediaEpoch epoch) noexcept override;
    void apply_answer(core::MediaEpoch epoch, const core::CheckedAnswer& answer) noexcept override;
    void add_remote_candidate(core::MediaEpoch epoch,
                              const std::string& candidate) noexcept override;
    void set_muted(bool muted) noexcept override;
    void set_expected_loss(unsigned percent) noexcept override;
    void start_recording(const std::string& file, std::uint64_t tag) noexcept override;
    void stop_recording(std::uint64_t tag) noexcept override;
    void say(const std::string& file, std::uint64_t tag) noexcept override;
    void stop(core::MediaEpoch epoch) noexcept override;

    /// A parrot keeps silent, or speaks again; see Parrot::hush(). Nothing without
    /// `options.parrot_delay`.
    void hush_parrot(bool hushed) noexcept;

    /// A tear-down thread of this process was left behind and has not finished. @thread any
    [[nodiscard]] static bool teardown_is_blocked() noexcept;

    static constexpr std::chrono::milliseconds destruction_limit{1000};

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::media
