// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "core/event.hpp"
#include "core/goal_scanner.hpp"
#include "core/notice.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace janus_talk::core {

/// What is known about a room, for conditions: fed with notices in their order, so that whoever was
/// there at the start and whoever came later are the same thing. Pure.
class RoomView {
public:
    void add(const Notice& notice, TimePoint now);

    /// Everybody in the room, as somebody sees it who is not. Who does not tell whether they talk
    /// may talk.
    void observe(const std::vector<janus::Participant>& everybody, TimePoint now);

    /// The room is gone for good.
    void set_destroyed() noexcept { destroyed_ = true; }

    [[nodiscard]] bool is_destroyed() const noexcept { return destroyed_; }

    /// In the room, ourselves included if we are; nothing before it was joined and during an
    /// outage.
    [[nodiscard]] std::optional<std::size_t> count() const;
    /// By display name, or by id.
    [[nodiscard]] bool is_here(std::string_view name) const;
    /// Was here while we watched, and is not any more.
    [[nodiscard]] bool has_left(std::string_view name) const;
    [[nodiscard]] bool talks(std::string_view name) const;
    /// Since when nobody else talks (as the server says, or as we hear), or is there at all; empty
    /// while somebody does, or nothing is known.
    [[nodiscard]] std::optional<TimePoint> quiet_since() const;
    [[nodiscard]] std::optional<TimePoint> alone_since() const;

private:
    void on(const RoomJoined& notice);
    void on(const ParticipantChanged& notice);
    void on(const TalkingChanged& notice);
    void on(const media::RoomTalking& notice);
    void on(const StateChanged& notice);
    void on(const Resumed& notice);
    void on(const MediaChanged& notice);

    template <typename Other>
    void on(const Other&) {}

    void forget();
    void know();
    void note_gone(const base::ParticipantId& id, const std::string& display);
    void update();

    TimePoint now_;
    bool known_ = false;
    bool destroyed_ = false;
    std::optional<base::ParticipantId> self_;
    std::string self_display_;
    std::map<base::ParticipantId, std::string> others_;
    std::set<base::ParticipantId> talking_;
    /// By id and, where it was known, by name.
    std::set<std::string, std::less<>> gone_;
    bool room_talks_ = false;
    std::optional<TimePoint> quiet_since_;
    std::optional<TimePoint> alone_since_;
};

/// What --until and `wait` wait for: atoms joined by `&&` and `||`, the former binding closer, with
/// parentheses where that is not meant:
///
///     participants>=3      so many in the room, ourselves included
///     joined:NAME          NAME (display name or id) is in the room, from the start or later
///     left:NAME            NAME was there and has left
///     talking:NAME         NAME talks, as the server says (rooms with audiolevel_event)
///     silence 20s          nobody else has talked for so long, as far as can be heard
///     alone 30s            nobody else has been there for so long
///     destroyed            the room is gone
class Condition {
public:
    /// @throws GoalSyntaxError
    explicit Condition(std::string_view text);

    /// As it was written.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    [[nodiscard]] bool holds(const RoomView& room, TimePoint now) const;
    /// When it may begin to hold although nothing happens.
    [[nodiscard]] std::optional<TimePoint> deadline(const RoomView& room, TimePoint now) const;

private:
    struct Count {
        Relation relation;
        double number;
    };

    struct Here {
        std::string name;
    };

    struct Gone {
        std::string name;
    };

    struct Talks {
        std::string name;
    };

    struct Silence {
        std::chrono::milliseconds length;
    };

    struct Alone {
        std::chrono::milliseconds length;
    };

    struct Destroyed {};

    using Atom = std::variant<Count, Here, Gone, Talks, Silence, Alone, Destroyed>;
    /// All of these at the same time.
    using Group = std::vector<Atom>;
    /// One of these.
    using Groups = std::vector<Group>;

    [[nodiscard]] static Groups alternatives(GoalScanner& scanner, unsigned depth);
    [[nodiscard]] static Groups conjunction(GoalScanner& scanner, unsigned depth);
    [[nodiscard]] static Groups factor(GoalScanner& scanner, unsigned depth);
    [[nodiscard]] static Atom atom(GoalScanner& scanner);
    [[nodiscard]] static bool holds(const Atom& atom, const RoomView& room, TimePoint now);
    [[nodiscard]] static std::optional<TimePoint> ripe(const Atom& atom, const RoomView& room);

    std::string text_;
    Groups groups_;
};

} // namespace janus_talk::core
