// SPDX-License-Identifier: MIT
#include "signaling/websocket.hpp"

#include "base/text.hpp"
#include "signaling/websocket_impl.hpp"

#include <utility>

namespace janus_talk::signaling {

namespace {

using base::ExitCode;
using base::Failure;

constexpr std::size_t delivered_per_turn = 64;
constexpr std::size_t most_undelivered = 256;
constexpr std::uint16_t status_normal = 1000;
constexpr std::uint16_t status_too_big = 1009;

Failure closed_by_us() {
    return {ExitCode::ok, "closed", "", {}};
}

std::string address_reason(const LinkEnd& end) {
    return end.socket_error == 0 ? "no connection" : socket_error_words(end.socket_error);
}

Vhost& vhost_for(LwsContext::Impl& context, const WebSocketOptions& options) {
    if (!options.url.secure)
        return context.plain_vhost();
    return context.secure_vhost({options.ca_file, options.client_cert, options.client_key});
}

} // namespace

WebSocket::Impl::Impl(LwsContext::Impl& context,
                      WebSocketOptions options,
                      core::SignalingObserver& observer)
    : context_(context), options_(std::move(options)), observer_(observer),
      vhost_(vhost_for(context, options_)), peer_{options_.url,
                                                  options_.subprotocol,
                                                  options_.proxy},
      assembler_({options_.max_message, options_.longest_message}), outbox_(options_.send_queue),
      heartbeat_(options_.timeouts.idle, options_.timeouts.silent, options_.timeouts.hang_up),
      resolver_(context.loop), delivery_(context.loop, [this] { deliver(); }),
      deadline_(context.loop, [this] { on_deadline(); }),
      heartbeat_timer_(
              context.loop, [this] { on_heartbeat(); }, loop::Priority::low) {}

// The way up.

void WebSocket::Impl::open() {
    if (phase_ != Phase::idle)
        return;
    phase_ = Phase::resolving;
    clock_.begin(peer_);
    connect_deadline_ = Clock::now() + options_.timeouts.connect;
    deadline_.arm_at(connect_deadline_);
    if (options_.addresses.empty()) {
        resolver_.resolve(options_.proxy ? options_.proxy->host : options_.url.host,
                          [this](const loop::Resolver::Answer& answer) { on_resolved(answer); });
    } else {
        on_resolved(options_.addresses);
    }
}

void WebSocket::Impl::on_resolved(const loop::Resolver::Answer& answer) {
    if (const auto* failure = std::get_if<Failure>(&answer))
        return finish(name_failure(*failure, peer_));
    clock_.on_resolved();
    plan_.emplace(std::get<loop::Addresses>(answer),
                  AddressPlan::Limits{connect_deadline_, options_.timeouts.address});
    try_addresses();
}

void WebSocket::Impl::try_addresses() {
    phase_ = Phase::connecting;
    while (const auto attempt = plan_->next(Clock::now())) {
        attempt_limit_ = attempt->limit;
        clock_.on_attempt();
        link_ = std::make_unique<Link>(context_, vhost_, *this);
        if (link_->start({attempt->address, peer_, options_.insecure})) {
            deadline_.arm_at(attempt->until);
            return;
        }
        const LinkEnd end = link_->end();
        drop_link();
        if (!note_failed_attempt(end))
            return finish(to_failure(end, peer_));
    }
    finish(plan_->sum_up(last_failure_));
}

bool WebSocket::Impl::note_failed_attempt(const LinkEnd& end) {
    if (end.stage != Stage::connecting)
        return false;
    plan_->note(address_reason(end));
    last_failure_ = to_failure(end, peer_);
    return true;
}

void WebSocket::Impl::on_link_open() {
    phase_ = Phase::open;
    deadline_.disarm();
    (void)heartbeat_.on_arrival(Clock::now());
    heartbeat_timer_.arm_at(heartbeat_.deadline());
    put(Opened{});
}

// The way down.

void WebSocket::Impl::close() {
    switch (phase_) {
    case Phase::idle:
    case Phase::resolving:
    case Phase::connecting:
        return finish(closed_by_us());
    case Phase::open:
        break;
    case Phase::closing:
    case Phase::over:
        return;
    }
    const bool has_ended = !inbox_.empty() && std::holds_alternative<LinkEnd>(inbox_.back());
    if (has_ended)
        return finish(closed_by_us());
    begin_close(status_normal, closed_by_us());
}

void WebSocket::Impl::begin_close(std::uint16_t status, Failure verdict) {
    phase_ = Phase::closing;
    verdict_ = std::move(verdict);
    inbox_.clear();
    inbox_bytes_ = 0;
    hold_input(false); // the server's close frame may be behind what waits
    deadline_.arm_at(Clock::now() + options_.timeouts.close);
    link_->close(status);
}

void WebSocket::Impl::finish(Failure failure) {
    resolver_.cancel();
    deadline_.disarm();
    heartbeat_timer_.disarm();
    drop_link();
    outbox_.clear();
    phase_ = Phase::over;
    put(Closed{std::move(failure)});
}

void WebSocket::Impl::drop_link() noexcept {
    link_.reset();
    inbox_.clear();
    inbox_bytes_ = 0;
    holding_ = false;
    ping_wanted_ = false;
    told_binary_ = false;
    assembler_.reset();
}

void WebSocket::Impl::on_deadline() {
    switch (phase_) {
    case Phase::resolving:
        return finish(name_failure(
                {ExitCode::unreachable,
                 "the name \"" + (options_.proxy ? options_.proxy->host : options_.url.host) +
                         "\" could not be resolved within " + in_words(options_.timeouts.connect),
                 "check the network connection and the name server of this machine",
                 {}},
                peer_));
    case Phase::connecting:
        plan_->note("no answer within " + in_words(attempt_limit_));
        last_failure_ = silence_failure(link_->stage(), attempt_limit_, peer_);
        drop_link();
        return try_addresses();
    case Phase::open:
        if (link_->end().close_frame)
            return finish(to_failure(link_->end(), peer_));
        return finish({ExitCode::unreachable,
                       peer_.url.authority() + " did not finish a message within " +
                               in_words(options_.timeouts.message),
                       "",
                       {}});
    case Phase::closing:
        return finish(std::move(verdict_));
    case Phase::idle:
    case Phase::over:
        return;
    }
}

void WebSocket::Impl::on_heartbeat() {
    switch (heartbeat_.check(Clock::now())) {
    case Heartbeat::Verdict::dead:
        return finish(silence_failure(Stage::open, options_.timeouts.hang_up, peer_));
    case Heartbeat::Verdict::ping:
        ping_wanted_ = true;
        link_->ask_to_write();
        break;
    case Heartbeat::Verdict::silent:
        put(Silent{});
        break;
    case Heartbeat::Verdict::fine:
        break;
    }
    heartbeat_timer_.arm_at(heartbeat_.deadline());
}

// The timer is left to expire and look again, except when that could be too late: arming it for
// every arrival would cost a system call each.
void WebSocket::Impl::note_arrival(Clock::time_point now) {
    if (heartbeat_.on_arrival(now) && phase_ == Phase::open)
        heartbeat_timer_.arm_at(heartbeat_.deadline());
}

// Messages.

void WebSocket::Impl::send(std::string_view text) {
    if (phase_ != Phase::open)
        return;
    if (!outbox_.put(text)) {
        return finish({ExitCode::unreachable,
                       peer_.url.authority() + " does not read what it is sent",
                       "the server hangs or the network is very slow",
                       {}});
    }
    link_->ask_to_write();
}

LinkOwner::Wish WebSocket::Impl::on_link_writable() {
    const bool want_ping = std::exchange(ping_wanted_, false);
    if (want_ping ? !link_->write_ping() : !outbox_.empty() && !outbox_.write_one(*link_))
        return Wish::hang_up;
    return !want_ping && outbox_.empty() ? Wish::nothing : Wish::more;
}

void WebSocket::Impl::on_link_piece(const Piece& piece, bool binary) {
    const auto now = Clock::now();
    note_arrival(now);
    if (phase_ != Phase::open)
        return;
    if (binary) {
        if (!std::exchange(told_binary_, true))
            context_.log(LogLevel::warning,
                         peer_.url.authority() + " sends binary messages; they are ignored");
        return;
    }
    const bool was_waiting = assembler_.is_waiting();
    const auto verdict = assembler_.add(piece);
    switch (verdict) {
    case MessageAssembler::Verdict::too_big:
        return refuse_message();
    case MessageAssembler::Verdict::incomplete:
        if (!was_waiting)
            deadline_.arm_at(now + options_.timeouts.message);
        return;
    case MessageAssembler::Verdict::complete:
    case MessageAssembler::Verdict::cut:
        break;
    }
    if (was_waiting)
        deadline_.disarm();
    if (verdict == MessageAssembler::Verdict::cut)
        put(Cut{assembler_.take()});
    else
        put(assembler_.take());
}

void WebSocket::Impl::refuse_message() {
    outbox_.clear();
    begin_close(status_too_big,
                {ExitCode::protocol,
                 peer_.url.authority() + " sent a message of more than " +
                         std::to_string(options_.longest_message) + " bytes",
                 "",
                 {}});
}

void WebSocket::Impl::on_link_pong() {
    note_arrival(Clock::now());
}

// Our answer may never get out.
void WebSocket::Impl::on_link_closing() {
    if (phase_ == Phase::open)
        deadline_.arm_at(Clock::now() + options_.timeouts.close);
}

void WebSocket::Impl::on_link_end(LinkEnd end) {
    deadline_.disarm();
    heartbeat_timer_.disarm();
    put(std::move(end));
}

// Delivery.

void WebSocket::Impl::put(Arrival arrival) {
    if (const auto* text = std::get_if<std::string>(&arrival))
        inbox_bytes_ += text->size();
    if (const auto* cut = std::get_if<Cut>(&arrival))
        inbox_bytes_ += cut->head.size();
    inbox_.push_back(std::move(arrival));
    delivery_.arm_now();
}

bool WebSocket::Impl::inbox_is_full() const noexcept {
    return inbox_.size() >= most_undelivered || inbox_bytes_ > options_.max_message;
}

// Never from inside libwebsockets: told so while it reads, 4.1 spins for ever over what TLS has
// decrypted already.
void WebSocket::Impl::hold_input(bool hold) noexcept {
    if (holding_ == hold || !link_)
        return;
    holding_ = hold;
    link_->hold_input(hold);
}

void WebSocket::Impl::deliver() {
    const std::weak_ptr<bool> alive = alive_;
    for (std::size_t count = 0; count < delivered_per_turn && !inbox_.empty(); ++count) {
        const Arrival arrival = std::move(inbox_.front());
        inbox_.pop_front();
        std::visit([this](const auto& what) { act(what); }, arrival);
        if (alive.expired())
            return;
    }
    if (inbox_.empty())
        return hold_input(false);
    delivery_.arm_now();
    if (inbox_is_full())
        hold_input(true);
}

void WebSocket::Impl::act(const Opened& /*arrival*/) {
    if (phase_ == Phase::open)
        observer_.on_signaling_open();
}

void WebSocket::Impl::act(const std::string& text) {
    inbox_bytes_ -= text.size();
    if (phase_ == Phase::open)
        observer_.on_signaling_text(text);
}

void WebSocket::Impl::act(const Cut& cut) {
    inbox_bytes_ -= cut.head.size();
    if (phase_ == Phase::open)
        observer_.on_signaling_cut(cut.head);
}

void WebSocket::Impl::act(const Silent& /*arrival*/) {
    if (phase_ == Phase::open)
        observer_.on_signaling_silent(options_.timeouts.silent);
}

void WebSocket::Impl::act(const LinkEnd& end) {
    if (phase_ == Phase::closing)
        return finish(std::move(verdict_));
    if (phase_ == Phase::open)
        return finish(to_failure(end, peer_));
    drop_link();
    if (note_failed_attempt(end))
        try_addresses();
    else
        finish(to_failure(end, peer_));
}

void WebSocket::Impl::act(const Closed& closed) {
    phase_ = Phase::idle;
    observer_.on_signaling_closed(closed.failure);
}

WebSocket::WebSocket(LwsContext& context,
                     WebSocketOptions options,
                     core::SignalingObserver& observer)
    : impl_(std::make_unique<Impl>(context.impl(), std::move(options), observer)) {}

WebSocket::~WebSocket() = default;

void WebSocket::open() noexcept {
    impl_->open();
}

void WebSocket::send(std::string text) noexcept {
    impl_->send(text);
}

void WebSocket::close() noexcept {
    impl_->close();
}

const core::ConnectTimes& WebSocket::times() const noexcept {
    return impl_->times();
}

} // namespace janus_talk::signaling
