// SPDX-License-Identifier: MIT
#include "app/interruption.hpp"

#include <utility>

namespace janus_talk::app {

namespace {

/// What was seen is told after the tear-down, which has a limit of its own beside that of leaving.
constexpr auto last_resort_after_telling = 2 * last_resort;

} // namespace

Interruption::Interruption(loop::MainLoop& loop)
    : loop_(loop),
      signals_(loop, [this](base::ExitCode exit, const char* name) { on_signal(exit, name); }) {}

void Interruption::on_signal(base::ExitCode exit, const char* name) {
    if (!exit_) {
        exit_ = exit;
        deadline_.set_exit(exit);
        deadline_.arm(last_resort_after_telling);
    }
    if (listener_)
        listener_(exit, name);
    else
        loop_.quit();
}

Interruption::Listening::Listening(Interruption& interruption, Listener listener)
    : interruption_(interruption) {
    interruption_.listener_ = std::move(listener);
}

Interruption::Listening::~Listening() {
    interruption_.listener_ = nullptr;
}

} // namespace janus_talk::app
