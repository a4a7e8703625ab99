// SPDX-License-Identifier: MIT
#pragma once

#include "app/join_options.hpp"
#include "cli/processing_options.hpp"

#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace janus_talk::cli {

/// Where our voice comes from, and what is sent of it.
class SoundInOptions {
public:
    /// A source that may be left out, and may be muted.
    void bind_microphone(CLI::App& app);
    /// Something to be played, also given without its option's name; we leave after it.
    void bind_playback(CLI::App& app);
    /// Nothing to choose, but how it is sent.
    void bind_without_input(CLI::App& app);
    void resolve(app::JoinOptions& options) const;

private:
    CLI::Option* bind_input(CLI::App& app);
    void bind_leaving(CLI::App& app);
    void bind_sending(CLI::App& app);

    std::string input_ = "default";
    bool muted_ = false;
    /// Of microphones: empty where there is none.
    std::optional<ProcessingOptions> processing_;
    bool leave_after_play_ = false;
    std::string record_sent_;
    std::string record_both_;
    std::string prebuffer_ = "auto";
    std::optional<unsigned> volume_;
    std::optional<unsigned> spatial_position_;
};

/// Where the room's sound goes.
class SoundOutOptions {
public:
    void bind(CLI::App& app, const char* default_output);
    /// Nothing is played.
    void bind_without_output(CLI::App& app);
    void resolve(app::JoinOptions& options) const;

private:
    bool late_devices_ = false;
    std::string output_ = "null";
    std::string jitter_buffer_ = "auto";
    std::string record_;
    std::string record_packets_;
};

/// What both directions share.
class CodecOptions {
public:
    /// What the texts say about the directions that the command has.
    struct Words {
        const char* format = "Raw PCM of -, FIFOs and .raw files: s16le:RATE:CHANNELS, or "
                             "wav[:RATE:CHANNELS] for output with a header";
        const char* bitrate = "Opus bit rate both ways, bit/s (default: 32000 for ours, theirs: "
                              "the room's)";
        const char* complexity = "Opus complexity both ways: 0 least CPU, 10 best";
    };

    void bind(CLI::App& app, const Words& words);
    /// Only what is about encoding; not --format and --stereo.
    void bind_encoding(CLI::App& app, const Words& words);
    void resolve(app::JoinOptions& options) const;

private:
    std::string format_ = "s16le:48000:1";
    std::string codec_ = "opus";
    bool stereo_ = false;
    std::optional<unsigned> bitrate_;
    std::optional<unsigned> complexity_;
    std::string expected_loss_ = "auto";
};

} // namespace janus_talk::cli
