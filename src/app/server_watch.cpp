// SPDX-License-Identifier: MIT
#include "app/server_watch.hpp"

#include "app/command_setup.hpp"
#include "janus/admin.hpp"
#include "janus/admin_error.hpp"
#include "janus/redact.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

using namespace std::chrono_literals;

/// No multiple of the 20 ms in which the server's queues move, or each look would find them alike.
constexpr std::chrono::milliseconds look_interval{203};

base::Failure unreadable(const std::string& why) {
    return {base::ExitCode::protocol, "An answer can't be understood: " + why + ".", {}, {}};
}

constexpr std::uint64_t no_such_session = 458;
constexpr std::uint64_t no_such_handle = 459;

} // namespace

ServerWatch::ServerWatch(const loop::MainLoop& loop,
                         signaling::LwsContext& lws,
                         const CommandOptions& options,
                         const signaling::Url& url,
                         Listener listener)
    : options_(options), listener_(std::move(listener)), timer_(loop, [this] { ask(); }),
      socket_(lws, make_command_socket_options(options, url), *this) {}

void ServerWatch::start(std::vector<Target> targets) {
    targets_ = std::move(targets);
    over_ = false;
    socket_.open();
}

void ServerWatch::finish() {
    if (over_)
        return;
    const bool all_answered = std::all_of(
            targets_.begin(), targets_.end(), [](const Target& each) { return each.is_answered; });
    if (all_answered)
        return stop();
    fail(doubt_.value_or(base::Failure{base::ExitCode::unreachable,
                                       "the Admin API did not answer while it was asked.",
                                       {},
                                       {}}));
}

void ServerWatch::stop() {
    over_ = true;
    timer_.disarm();
    socket_.close();
}

void ServerWatch::on_signaling_open() {
    ask();
}

void ServerWatch::ask() {
    if (over_)
        return;
    timer_.arm_at(std::chrono::steady_clock::now() + look_interval);
    for (Target& target : targets_) {
        if (!target.transaction.empty())
            continue;
        target.transaction = "watch-" + std::to_string(asked_++);
        std::string text = janus::encode(
                janus::AdminEnvelope{target.transaction,
                                     janus::GetHandleInfo{target.session, target.handle}},
                options_.admin_secret);
        if (listener_.on_wire)
            listener_.on_wire(true, janus::redact(text));
        socket_.send(std::move(text));
    }
}

void ServerWatch::on_signaling_text(std::string_view text) {
    if (listener_.on_wire)
        listener_.on_wire(false, janus::redact(text));
    if (over_)
        return;
    const auto decoded = janus::decode_admin(text);
    const auto* message = std::get_if<janus::AdminMessage>(&decoded);
    if (message == nullptr)
        return fail(unreadable(std::get<janus::DecodeFailure>(decoded).text));
    const auto target = std::find_if(targets_.begin(), targets_.end(), [&](const Target& each) {
        return !each.transaction.empty() && message->transaction == each.transaction;
    });
    if (target == targets_.end())
        return;
    target->transaction.clear();
    on_answer(*target, *message);
}

void ServerWatch::on_answer(Target& target, const janus::AdminMessage& message) {
    if (const auto* info = std::get_if<janus::HandleInfo>(&message.body)) {
        target.is_answered = target.is_answered || info->audiobridge.has_value();
        target.on_info(*info);
    }
    const auto* error = std::get_if<janus::CoreError>(&message.body);
    if (error == nullptr)
        return;
    doubt_ = janus::to_admin_failure(error->error, "look at the participants");
    // Whoever has left is missed elsewhere; but it may be another server's Admin API.
    if (error->error.code != no_such_session && error->error.code != no_such_handle)
        fail(*doubt_);
}

void ServerWatch::on_signaling_cut(std::string_view /*head*/) {
    if (!over_)
        fail(unreadable("it is too long"));
}

void ServerWatch::on_signaling_closed(const base::Failure& failure) {
    if (!over_)
        fail(failure);
}

void ServerWatch::fail(const base::Failure& failure) {
    base::Failure told = failure;
    hint_at_admin_api(told);
    stop();
    listener_.on_failure(told);
}

} // namespace janus_talk::app
