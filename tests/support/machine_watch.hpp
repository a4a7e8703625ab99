// SPDX-License-Identifier: MIT
#pragma once

#include "support/request_watch.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

namespace janus_talk::test {

/// What has become of the signalling connection that was asked for last.
enum class Link { none, asked, open, closing };

/// Holds a machine to its promises, whatever it is fed with; docs/reliability.md names them. Each
/// event costs as much as it has actions, so that a watch may last as long as it likes.
class MachineWatch {
public:
    /// `machine` must outlive this object.
    explicit MachineWatch(const core::ConferenceMachine& machine)
        : machine_(machine), requests_(machine) {}

    // Around each event; they throw std::logic_error when a promise is broken.
    void before(const core::Event& event);
    void
    after(const core::Event& event, const std::vector<core::Action>& actions, core::TimePoint now);
    /// The run is over.
    void check_end() const;

    [[nodiscard]] Link link() const { return link_; }

    [[nodiscard]] const RequestWatch& requests() const { return requests_; }

    [[nodiscard]] std::size_t recoveries() const { return recoveries_; }

    [[nodiscard]] std::size_t peer_connections() const { return peer_connections_; }

private:
    void add(const core::Action& action, core::TimePoint now);
    void on_link(const core::Action& action);
    void on_media(const core::Action& action);
    void on_notice(const core::Notice& notice, core::TimePoint now);
    void on_state(const core::StateChanged& change, core::TimePoint now);
    void on_participant(const core::ParticipantChanged& change);
    static bool is_polite(const core::Action& action);
    void check_leaving(const core::Event& event, core::TimePoint now) const;

    const core::ConferenceMachine& machine_;
    RequestWatch requests_;
    core::Phase phase_ = core::Phase::idle;
    Link link_ = Link::none;
    bool lost_ = false;
    std::size_t recoveries_ = 0;

    std::optional<core::MediaEpoch> epoch_;
    std::size_t peer_connections_ = 0;
    bool answered_ = false;
    bool verified_ = false;
    bool stop_asked_ = false;
    bool media_stopped_ = false;
    bool microphone_muted_ = false;

    std::set<base::ParticipantId> here_;
    std::size_t most_actions_ = 0;
    std::optional<core::TimePoint> leave_since_;
    bool was_leaving_ = false;
    bool told_end_ = false;
    bool stopped_ = false;
};

} // namespace janus_talk::test
