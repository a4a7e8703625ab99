// SPDX-License-Identifier: MIT
#pragma once

#include "app/command_options.hpp"
#include "base/ids.hpp"
#include "core/ports.hpp"
#include "janus/admin_message.hpp"
#include "janus/handle_info.hpp"
#include "loop/main_loop.hpp"
#include "loop/timer.hpp"
#include "signaling/lws_context.hpp"
#include "signaling/url.hpp"
#include "signaling/websocket.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::app {

/// Asks the Admin API again and again what it knows of some handles, while a probe goes on.
/// @thread main
class ServerWatch final : public core::SignalingObserver {
public:
    struct Target {
        base::SessionId session;
        base::HandleId handle;
        std::function<void(const janus::HandleInfo&)> on_info;
        /// Of the question that waits for its answer; empty: none.
        std::string transaction{};
        bool is_answered = false;
    };

    struct Listener {
        /// It can't be asked; nothing follows.
        std::function<void(const base::Failure&)> on_failure;
        /// See Conference::Listener; may be empty.
        std::function<void(bool outgoing, std::string_view redacted)> on_wire = {};
    };

    /// @param options of the Admin API
    /// @throws base::Error
    ServerWatch(const loop::MainLoop& loop,
                signaling::LwsContext& lws,
                const CommandOptions& options,
                const signaling::Url& url,
                Listener listener);

    /// Begins to ask.
    void start(std::vector<Target> targets);
    /// Asks no more, and tells when nothing was answered.
    void finish();
    /// Asks no more.
    void stop();

    void on_signaling_open() override;
    void on_signaling_text(std::string_view text) override;
    void on_signaling_cut(std::string_view head) override;
    void on_signaling_closed(const base::Failure& failure) override;

private:
    void ask();
    void on_answer(Target& target, const janus::AdminMessage& message);
    void fail(const base::Failure& failure);

    CommandOptions options_;
    Listener listener_;
    std::vector<Target> targets_;
    std::size_t asked_ = 0;
    bool over_ = true;
    /// Why nothing may have been answered.
    std::optional<base::Failure> doubt_;
    loop::Timer timer_;
    signaling::WebSocket socket_;
};

} // namespace janus_talk::app
