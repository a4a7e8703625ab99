// SPDX-License-Identifier: MIT
#pragma once

#include "app/conference.hpp"
#include "control/keys.hpp"
#include "control/push_to_talk.hpp"
#include "loop/key_terminal.hpp"
#include "loop/main_loop.hpp"
#include "loop/timer.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::app {

/// Carries out what keys on the terminal ask for, beside ControlDesk, which does it for programs.
/// It decides nothing about the conference.
/// @thread main
class KeyDesk {
public:
    struct Outlets {
        /// Lines for people.
        std::function<void(const std::string& lines)> print;
        /// The name of a recording's file, with its place holders filled in.
        std::function<std::string(const std::string& pattern)> record_name;
        /// Whether the keys are told in the room. Answers to them always are.
        bool introduce = true;
    };

    /// @param fd the terminal
    KeyDesk(const loop::MainLoop& loop, int fd, Conference& conference, Outlets outlets);

    /// Every notice, in order.
    void add(const core::Notice& notice);

private:
    void on_keys(std::string_view bytes);
    void press(control::Key key);
    void push_to_talk();
    void let_go();
    void set_muted(std::optional<bool> muted);
    void change_volume(bool up);
    void record();
    void answer(const core::CommandDone& done);

    Conference& conference_;
    const Outlets outlets_;
    control::PushToTalk talk_;
    loop::Timer let_go_;
    bool introduced_ = false;
    std::optional<core::media::Levels> levels_;
    std::optional<core::media::Stats> stats_;
    /// Asked for and not yet answered: percent, and by which command.
    std::optional<unsigned> volume_;
    core::CommandTag volume_tag_ = 0;
    loop::KeyTerminal terminal_;
};

} // namespace janus_talk::app
