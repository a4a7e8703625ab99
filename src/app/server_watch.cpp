// SPDX-License-Identifier: MIT
#include "app/server_watch.hpp"

#include "app/command_setup.hpp"
#include "janus/admin.hpp"
#include "janus/admin_error.hpp"
#include "janus/redact.hpp"

#include <string>
#include <utility>
#include <variant>

namespace janus_talk::app {

namespace {

using namespace std::chrono_literals;

/// No multiple of the 20 ms in which the server's queues move, or each look would find them alike.
constexpr std::chrono::milliseconds look_interval{203};

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
    for (const Target& target : targets_) {
        const janus::AdminEnvelope envelope{"watch-" + std::to_string(asked_++),
                                            janus::GetHandleInfo{target.session, target.handle}};
        std::string text = janus::encode(envelope, options_.admin_secret);
        if (listener_.on_wire)
            listener_.on_wire(true, janus::redact(text));
        socket_.send(std::move(text));
    }
    timer_.arm_at(std::chrono::steady_clock::now() + look_interval);
}

void ServerWatch::on_signaling_text(std::string_view text) {
    if (listener_.on_wire)
        listener_.on_wire(false, janus::redact(text));
    if (over_)
        return;
    const auto decoded = janus::decode_admin(text);
    const auto* message = std::get_if<janus::AdminMessage>(&decoded);
    if (message == nullptr)
        return fail(base::Failure{base::ExitCode::protocol,
                                  "The answer can't be understood: " +
                                          std::get<janus::DecodeFailure>(decoded).text + ".",
                                  {},
                                  {}});
    if (const auto* error = std::get_if<janus::CoreError>(&message->body)) {
        // Whoever has left is missed elsewhere.
        if (error->error.code != no_such_session && error->error.code != no_such_handle)
            fail(janus::to_admin_failure(error->error, "look at the participants"));
        return;
    }
    const auto* info = std::get_if<janus::HandleInfo>(&message->body);
    if (info == nullptr)
        return;
    for (const Target& target : targets_) {
        if (target.handle == info->handle && target.session == info->session)
            target.on_info(*info);
    }
}

void ServerWatch::on_signaling_cut(std::string_view /*head*/) {}

void ServerWatch::on_signaling_closed(const base::Failure& failure) {
    if (!over_)
        fail(failure);
}

void ServerWatch::fail(const base::Failure& failure) {
    stop();
    listener_.on_failure(failure);
}

} // namespace janus_talk::app
