// SPDX-License-Identifier: MIT
#pragma once

#include "media/sound_files.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace janus_talk::media::test {

/// A private PulseAudio without sound card or session: a loudspeaker, and a microphone that hears
/// what is played into "feed". While it lives, this process finds it and no other.
class PulseServer {
public:
    /// Can this machine do it at all?
    [[nodiscard]] static bool is_installed();

    PulseServer();
    ~PulseServer();
    PulseServer(const PulseServer&) = delete;
    PulseServer& operator=(const PulseServer&) = delete;
    PulseServer(PulseServer&&) = delete;
    PulseServer& operator=(PulseServer&&) = delete;

    /// As in PULSE_SERVER.
    [[nodiscard]] std::string address() const { return "unix:" + folder_.path("native"); }

    void kill_it();
    void start();
    void freeze();
    void thaw();

    /// Plugs a device in: `module-null-sink sink_name=x …`, `module-remap-source source_name=x …`.
    static void plug_in(const std::string& module);
    /// Pulls out the device of that name.
    static void pull_out(const std::string& name);
    static void set_default_sink(const std::string& name);
    static void set_default_source(const std::string& name);

private:
    ScratchFolder folder_;
    pid_t process_ = -1;
};

/// No sound server, for as long as it lives.
class NoSoundServer {
public:
    NoSoundServer();
    ~NoSoundServer();
    NoSoundServer(const NoSoundServer&) = delete;
    NoSoundServer& operator=(const NoSoundServer&) = delete;
    NoSoundServer(NoSoundServer&&) = delete;
    NoSoundServer& operator=(NoSoundServer&&) = delete;
};

/// Another program, ended with the object.
class Program {
public:
    explicit Program(std::vector<std::string> words);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    Program(Program&&) = delete;
    Program& operator=(Program&&) = delete;

private:
    pid_t process_ = -1;
};

} // namespace janus_talk::media::test
