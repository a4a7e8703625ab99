// SPDX-License-Identifier: MIT
#pragma once

#include "core/conference_machine.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace janus_talk::test {

/// @throws std::logic_error that names the line of the check
void require(bool kept,
             const char* file = __builtin_FILE(),
             unsigned line = static_cast<unsigned>(__builtin_LINE()));

/// Holds a machine to its promises about what it asks for and what it is asked for: a request ends
/// once, by an answer, in time, or with its session or connection; there is one join at a time; and
/// a command is answered once.
class RequestWatch {
public:
    /// `machine` must outlive this object.
    explicit RequestWatch(const core::ConferenceMachine& machine) : machine_(machine) {}

    void before(const core::Event& event);
    void add(const core::Action& action, core::TimePoint now);
    /// After the last action of an event.
    void check(const core::Event& event, core::TimePoint now);

    /// Requests that were not answered, failed, or forgotten yet.
    [[nodiscard]] std::size_t open() const { return open_.size(); }

    /// Commands that wait for their CommandDone.
    [[nodiscard]] std::size_t commands() const {
        return server_tags_.size() + media_tags_.size() + untagged_ + (untagged_mute_ ? 1 : 0);
    }

private:
    enum class Kind { other, info, keep_alive, create_room, join, offer, change, change_room };

    struct Open {
        Kind kind = Kind::other;
        core::TimePoint sent;
    };

    static Kind kind_of(const janus::Request& request);
    void note_command(const core::Event& event);
    void note_answer(const janus::ServerMessage& message);
    void end(const std::optional<std::string>& transaction);
    void forget_all();
    void on_sent(const janus::Envelope& envelope, core::TimePoint now);
    void on_notice(const core::Notice& notice);
    void on_done(const core::CommandDone& done);
    [[nodiscard]] bool handle_is_busy() const;

    const core::ConferenceMachine& machine_;
    std::map<std::string, Open> open_;
    /// Under way at the server, whether or not the machine still waits for it.
    std::optional<std::string> join_;
    /// What the event at hand is the answer to.
    std::optional<Kind> answered_;
    std::set<core::CommandTag> server_tags_;
    std::set<core::CommandTag> media_tags_;
    /// Commands whose answer nobody waits for. Of those that mute, the last one counts.
    std::size_t untagged_ = 0;
    bool untagged_mute_ = false;
};

} // namespace janus_talk::test
