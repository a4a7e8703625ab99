// SPDX-License-Identifier: MIT
#pragma once

#include "loop/resolver.hpp"
#include "loop/timer.hpp"
#include "signaling/address_plan.hpp"
#include "signaling/connect_clock.hpp"
#include "signaling/heartbeat.hpp"
#include "signaling/link.hpp"
#include "signaling/message_assembler.hpp"
#include "signaling/outbox.hpp"
#include "signaling/websocket.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <variant>

// Private to this room.

namespace janus_talk::signaling {

/// What happens inside libwebsockets is only noted in the inbox; deliver() acts on it from a turn
/// of the loop of its own. That is why observers may do anything, and why nothing is destroyed
/// under libwebsockets' feet.
class WebSocket::Impl final : public LinkOwner {
public:
    Impl(LwsContext::Impl& context, WebSocketOptions options, core::SignalingObserver& observer);

    void open();
    void send(std::string_view text);
    void close();

    [[nodiscard]] const core::ConnectTimes& times() const noexcept { return clock_.times(); }

private:
    using Clock = std::chrono::steady_clock;

    enum class Phase { idle, resolving, connecting, open, closing, over };

    struct Opened {};

    struct Cut {
        std::string head;
    };

    struct Silent {};

    /// The last entry of an inbox: what the observer is told.
    struct Closed {
        base::Failure failure;
    };

    using Arrival = std::variant<Opened, std::string, Cut, Silent, LinkEnd, Closed>;

    void on_link_stage(Stage stage) override { clock_.on_stage(stage); }

    void on_link_open() override;
    void on_link_piece(const Piece& piece, bool binary) override;
    void on_link_pong() override;
    void on_link_closing() override;
    Wish on_link_writable() override;
    void on_link_end(LinkEnd end) override;

    void on_resolved(const loop::Resolver::Answer& answer);
    void on_deadline();
    void on_heartbeat();
    void note_arrival(Clock::time_point now);
    void try_addresses();
    /// False when this end is final and no other address is worth trying.
    [[nodiscard]] bool note_failed_attempt(const LinkEnd& end);

    void deliver();
    /// Each hands one arrival to the observer, who may destroy this object.
    void act(const Opened& arrival);
    void act(const std::string& text);
    void act(const Cut& cut);
    void act(const Silent& arrival);
    void act(const LinkEnd& end);
    void act(const Closed& closed);
    void put(Arrival arrival);
    [[nodiscard]] bool inbox_is_full() const noexcept;
    void hold_input(bool hold) noexcept;

    void finish(base::Failure failure);
    /// Cuts the connection, and forgets what came through it and was not delivered.
    void drop_link() noexcept;
    void refuse_message();
    void begin_close(std::uint16_t status, base::Failure verdict);

    LwsContext::Impl& context_;
    WebSocketOptions options_;
    core::SignalingObserver& observer_;
    Vhost& vhost_;
    Peer peer_;

    Phase phase_ = Phase::idle;
    ConnectClock clock_;
    Clock::time_point connect_deadline_;
    std::optional<AddressPlan> plan_;
    base::Failure last_failure_;
    WebSocketTimeouts::Duration attempt_limit_{};
    /// What close() or our own verdict will have been the reason of, once the connection is closed.
    base::Failure verdict_;

    std::deque<Arrival> inbox_;
    std::size_t inbox_bytes_ = 0;
    bool holding_ = false;
    MessageAssembler assembler_;
    bool told_binary_ = false;
    Outbox outbox_;
    bool ping_wanted_ = false;
    Heartbeat heartbeat_;

    /// Says whether this object survived a call to the observer.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    loop::Resolver resolver_;
    loop::Timer delivery_;
    loop::Timer deadline_;
    loop::Timer heartbeat_timer_;
    std::unique_ptr<Link> link_;
};

} // namespace janus_talk::signaling
