// SPDX-License-Identifier: MIT
#include "core/condition.hpp"

#include <algorithm>
#include <utility>

namespace janus_talk::core {

namespace {

constexpr unsigned deepest = 16;
/// Written out as alternatives, a text may grow; nobody needs this many.
constexpr std::size_t most_groups = 256;

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

} // namespace

Condition::Condition(std::string_view text) : text_(text) {
    GoalScanner scanner{text};
    groups_ = alternatives(scanner, 0);
    if (!scanner.at_end())
        scanner.fail("here should be && or ||, or nothing more");
}

Condition::Groups Condition::alternatives(GoalScanner& scanner, unsigned depth) {
    Groups groups = conjunction(scanner, depth);
    while (scanner.take("||")) {
        for (auto& group : conjunction(scanner, depth))
            groups.push_back(std::move(group));
    }
    return groups;
}

Condition::Groups Condition::conjunction(GoalScanner& scanner, unsigned depth) {
    Groups groups = factor(scanner, depth);
    while (scanner.take("&&")) {
        const Groups others = factor(scanner, depth);
        Groups both;
        if (groups.size() * others.size() > most_groups)
            scanner.fail("this has too many alternatives");
        for (const auto& left : groups) {
            for (const auto& right : others) {
                both.push_back(left);
                both.back().insert(both.back().end(), right.begin(), right.end());
            }
        }
        groups = std::move(both);
    }
    return groups;
}

Condition::Groups Condition::factor(GoalScanner& scanner, unsigned depth) {
    if (!scanner.take("("))
        return {{atom(scanner)}};
    if (depth == deepest)
        scanner.fail("these parentheses are too deep");
    Groups inside = alternatives(scanner, depth + 1);
    if (!scanner.take(")"))
        scanner.fail("a closing ) is missing");
    return inside;
}

Condition::Atom Condition::atom(GoalScanner& scanner) {
    const std::size_t begin = scanner.position();
    const auto word = scanner.word();
    const auto named = [&]() -> std::string {
        if (!scanner.take(":"))
            scanner.fail("here should be a colon and a name");
        return scanner.name();
    };
    if (word == "participants") {
        const Relation relation = scanner.relation();
        return Count{relation, scanner.number()};
    }
    if (word == "joined")
        return Here{named()};
    if (word == "left")
        return Gone{named()};
    if (word == "talking")
        return Talks{named()};
    if (word == "silence")
        return Silence{scanner.duration()};
    if (word == "alone")
        return Alone{scanner.duration()};
    if (word == "destroyed")
        return Destroyed{};
    throw GoalSyntaxError(begin,
                          "here should be participants, joined:NAME, left:NAME, talking:NAME, "
                          "silence, alone or destroyed");
}

bool Condition::holds(const RoomView& room, TimePoint now) const {
    return std::any_of(groups_.begin(), groups_.end(), [&](const Group& group) {
        return std::all_of(group.begin(), group.end(), [&](const Atom& atom) {
            return holds(atom, room, now);
        });
    });
}

bool Condition::holds(const Atom& atom, const RoomView& room, TimePoint now) {
    const auto lasts = [now](std::optional<TimePoint> since, std::chrono::milliseconds length) {
        return since && *since + length <= now;
    };
    return std::visit(
            Overloaded{[&](const Count& count) {
                           const auto all = room.count();
                           return all && core::holds(static_cast<double>(*all),
                                                     count.relation,
                                                     count.number);
                       },
                       [&](const Here& here) { return room.is_here(here.name); },
                       [&](const Gone& gone) { return room.has_left(gone.name); },
                       [&](const Talks& talks) { return room.talks(talks.name); },
                       [&](const Silence& silence) {
                           return lasts(room.quiet_since(), silence.length);
                       },
                       [&](const Alone& alone) { return lasts(room.alone_since(), alone.length); },
                       [&](const Destroyed&) { return room.is_destroyed(); }},
            atom);
}

std::optional<TimePoint> Condition::ripe(const Atom& atom, const RoomView& room) {
    const auto after = [](std::optional<TimePoint> since, std::chrono::milliseconds length) {
        return since ? std::optional{*since + length} : std::nullopt;
    };
    if (const auto* silence = std::get_if<Silence>(&atom))
        return after(room.quiet_since(), silence->length);
    if (const auto* alone = std::get_if<Alone>(&atom))
        return after(room.alone_since(), alone->length);
    return std::nullopt;
}

std::optional<TimePoint> Condition::deadline(const RoomView& room, TimePoint now) const {
    std::optional<TimePoint> earliest;
    for (const Group& group : groups_) {
        for (const Atom& atom : group) {
            const auto time = ripe(atom, room);
            if (time && *time > now && (!earliest || *time < *earliest))
                earliest = time;
        }
    }
    return earliest;
}

} // namespace janus_talk::core
