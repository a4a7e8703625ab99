// SPDX-License-Identifier: MIT
#pragma once

#include "core/ports.hpp"

#include <functional>
#include <string>
#include <vector>

namespace janus_talk::test {

/// Writes down what it is asked to do.
class FakeSignaling : public core::SignalingPort {
public:
    void open() noexcept override { calls.emplace_back("open"); }

    void send(std::string text) noexcept override { sent.push_back(std::move(text)); }

    void close() noexcept override { calls.emplace_back("close"); }

    std::vector<std::string> calls;
    std::vector<std::string> sent;
};

/// Likewise.
class FakeMedia : public core::MediaPort {
public:
    void start(core::MediaEpoch epoch) noexcept override {
        calls.push_back("start " + std::to_string(epoch.value));
        if (on_start)
            on_start();
    }

    void apply_answer(core::MediaEpoch, const core::CheckedAnswer&) noexcept override {
        calls.emplace_back("answer");
    }

    void add_remote_candidate(core::MediaEpoch, const std::string& candidate) noexcept override {
        calls.push_back("candidate " + candidate);
    }

    void set_muted(bool muted) noexcept override {
        calls.emplace_back(muted ? "mute on" : "mute off");
    }

    void set_expected_loss(unsigned percent) noexcept override {
        calls.push_back("expect loss " + std::to_string(percent));
    }

    void start_recording(const std::string& file, std::uint64_t) noexcept override {
        calls.push_back("record " + file);
    }

    void stop_recording(std::uint64_t) noexcept override { calls.emplace_back("record no more"); }

    void say(const std::string& file, std::uint64_t) noexcept override {
        calls.push_back("say " + file);
    }

    void stop(core::MediaEpoch) noexcept override { calls.emplace_back("stop"); }

    std::vector<std::string> calls;
    std::function<void()> on_start;
};

} // namespace janus_talk::test
