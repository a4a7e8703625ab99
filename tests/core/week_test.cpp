// SPDX-License-Identifier: MIT
#include "core/recovery_steps.hpp"
#include "support/machine_watch.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::core;
using namespace janus_talk::test;

namespace {

/// A conference with an honest server, watched from its start.
class Week {
public:
    Week() {
        room.before = [this](const Event& event) { watch.before(event); };
        room.after = [this](const Event& event, const std::vector<Action>& actions) {
            watch.after(event, actions, room.now);
        };
    }

    unsigned pick(unsigned count) {
        return std::uniform_int_distribution<unsigned>{0, count - 1}(random_);
    }

    /// Ten seconds of a call; what the machine asks meanwhile is answered at once.
    void go_on() {
        room.feed(MediaEvent{media::Stats{}});
        room.advance(10s);
        const auto sent = room.sent();
        room.forget();
        for (const auto& envelope : sent) {
            if (std::holds_alternative<janus::KeepAlive>(envelope.request)) {
                ++keep_alives;
                room.answer(janus::Ack{}, envelope.transaction);
            }
        }
    }

    /// Somebody comes, or goes.
    void change_company() {
        if (people_.size() < 20 && pick(2) == 0) {
            people_.push_back(person(++newest_));
            room.plugin(janus::ParticipantsJoined{room_id, {people_.back()}});
        } else if (!people_.empty()) {
            const auto gone = people_.begin() + pick(static_cast<unsigned>(people_.size()));
            room.plugin(janus::ParticipantLeaving{room_id, gone->id});
            people_.erase(gone);
        }
    }

    /// Some time without a server, which may have kept the session.
    void lose() {
        ++outages;
        room.feed(closed());
        for (unsigned n = pick(5); n > 0; --n) {
            room.advance(2s);
            if (watch.link() == Link::asked)
                room.feed(closed());
        }
        while (watch.link() != Link::asked)
            room.advance(1s);
        room.feed(SignalingOpened{});
        if (pick(2) == 0) {
            auto all = people_;
            all.push_back(person(own_number, "mohsen"));
            claim(room, std::move(all));
        } else {
            room.answer_to<janus::ClaimSession>(core_error(458));
            rejoin(room, people_);
            room.answer_to<janus::Info>(janus::ServerInfo{});
        }
    }

    MachineHarness room{recovering()};
    MachineWatch watch{room.machine};
    std::size_t outages = 0;
    std::size_t keep_alives = 0;

private:
    std::mt19937 random_{1}; // NOLINT(cert-msc32-c,cert-msc51-cpp): the same week each time
    std::vector<janus::Participant> people_;
    std::uint64_t newest_ = 100;
};

} // namespace

TEST_CASE("a week of a call with an outage every few hours leaves nothing behind") {
    Week week;
    week.room.bring_up();
    week.room.answer_to<janus::Info>(janus::ServerInfo{});
    const auto end = week.room.now + 7 * 24h;
    while (week.room.now < end) {
        week.go_on();
        if (week.pick(6) == 0)
            week.change_company();
        if (week.pick(1000) == 0) // each 10 s: every three hours or so
            week.lose();
        REQUIRE(week.room.machine.phase() == Phase::up);
        REQUIRE(week.watch.requests().open() == 0);
    }
    CHECK(week.outages > 30);
    CHECK(week.watch.recoveries() == week.outages);
    // Janus lets a session expire after 60 s, so one in a third of that; an outage puts it off.
    const std::size_t most = 7U * 24U * 3600U / 20U;
    CHECK(week.keep_alives <= most);
    CHECK(week.keep_alives > most - 4 * week.outages);
    week.room.feed(LeaveRequested{});
    week.room.advance(timing::leave_hard_limit);
    week.watch.check_end();
}
