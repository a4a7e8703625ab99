// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"
#include "loop/mailbox.hpp"
#include "loop/main_loop.hpp"
#include "media/pcm.hpp"
#include "media/voice_processor.hpp"

#include <functional>
#include <memory>

namespace janus_talk::media {

class DeviceWatch;
class EchoReference;
class MissingDevices;

/// Work that may block for as long as a sound server is frozen; done on a tear-down thread. Owns
/// all it needs.
using BlockingWork = std::function<void()>;

/// What the ends of the sound path are given by their session. Both functions are called on the
/// main thread, and never from inside a call of the session.
struct EndContext {
    const loop::MainLoop& loop;
    loop::Mailbox::Sender mailbox;
    unsigned channels = 1;
    std::function<void(const core::MediaEvent&)> report;
    /// The conference makes no sense without this end (the input turns out to be no sound).
    std::function<void(const base::Failure&)> fail;
    /// Shared by both ends; without one, each warns for itself.
    std::shared_ptr<MissingDevices> missing = nullptr;
    /// Shared by both ends; without one, a device that returns is tried now and then.
    std::shared_ptr<DeviceWatch> devices = nullptr;
    /// From the loudspeaker to the microphone.
    std::shared_ptr<EchoReference> echo = nullptr;
    /// For microphones only.
    VoiceProcessing processing = {};
};

/// Where our sound comes from, for the life of a session. Devices are open between start() and
/// stop(); files keep their position, so that a reconnection goes on where the voice was cut.
/// @thread main
class AudioInput {
public:
    AudioInput() = default;
    AudioInput(const AudioInput&) = delete;
    AudioInput& operator=(const AudioInput&) = delete;
    AudioInput(AudioInput&&) = delete;
    AudioInput& operator=(AudioInput&&) = delete;
    virtual ~AudioInput() = default;

    [[nodiscard]] virtual std::shared_ptr<PcmSource> source() = 0;

    /// Does not wait for the device.
    virtual void start() {}

    /// Null when there is nothing to close.
    [[nodiscard]] virtual BlockingWork stop() { return nullptr; }

    /// Like stop(), and for ever.
    [[nodiscard]] virtual BlockingWork close() { return stop(); }
};

/// Where the room's sound goes, for the life of a session. @thread main
class AudioOutput {
public:
    AudioOutput() = default;
    AudioOutput(const AudioOutput&) = delete;
    AudioOutput& operator=(const AudioOutput&) = delete;
    AudioOutput(AudioOutput&&) = delete;
    AudioOutput& operator=(AudioOutput&&) = delete;
    virtual ~AudioOutput() = default;

    /// Null when sound is not brought here: nothing is played, or a sound card takes what it needs.
    [[nodiscard]] virtual std::shared_ptr<PcmSink> sink() { return nullptr; }

    /// From now on, what is played is taken from here, at the pace of the sound card, in pieces of
    /// any size; null: silence. @thread main; `room` is read on a streaming thread
    virtual void play(std::shared_ptr<PcmSource> /*room*/) {}

    virtual void start() {}

    [[nodiscard]] virtual BlockingWork stop() { return nullptr; }
};

} // namespace janus_talk::media
