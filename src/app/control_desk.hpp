// SPDX-License-Identifier: MIT
#pragma once

#include "app/conference.hpp"
#include "control/command.hpp"
#include "control/control_socket.hpp"
#include "loop/main_loop.hpp"
#include "report/event_json.hpp"
#include "report/hello.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace janus_talk::app {

/// Carries out what clients of the control socket ask for, and tells them what happens: hello and a
/// snapshot at once, events when they subscribe. It decides nothing about the conference.
/// @thread main
class ControlDesk {
public:
    struct Run {
        report::Hello hello;
        /// The word that tells this run's events apart.
        std::string session;
        std::chrono::steady_clock::time_point start;
        /// The name of a recording's file, with its place holders filled in.
        std::function<std::string(const std::string& pattern)> record_name;
    };

    /// @throws base::Error as control::ControlSocket
    ControlDesk(const loop::MainLoop& loop, std::string path, Conference& conference, Run run);

    /// Every notice, in order.
    void add(const core::Notice& notice);

    /// Gives slow clients a last chance to take what waits.
    void finish() { socket_.flush(); }

private:
    struct Client {
        Client(const std::string& session, std::chrono::steady_clock::time_point start)
            : json(session, start) {}

        report::EventJson json;
        bool subscribed = false;
        /// Empty: all.
        std::set<std::string, std::less<>> types;
        std::uint64_t dropped = 0;
    };

    struct Waiting {
        control::ClientNumber client;
        control::CommandId id;
    };

    void on_connected(control::ClientNumber number);
    void on_line(control::ClientNumber number, std::string_view text);
    void refuse(control::ClientNumber number, const control::CommandId& id, const std::string& why);
    void answer(const core::CommandDone& done);
    void tell(control::ClientNumber number, Client& client, const core::Notice& notice);
    [[nodiscard]] core::CommandTag wait(control::ClientNumber number, const control::CommandId& id);

    // One for each command.
    void run(const control::Mute& wish, Waiting from);
    void run(const control::Volume& wish, Waiting from);
    void run(const control::Display& wish, Waiting from);
    void run(const control::Bitrate& wish, Waiting from);
    void run(const control::ChangeRoom& wish, Waiting from);
    void run(const control::RecordStart& wish, Waiting from);
    void run(const control::RecordStop& wish, Waiting from);
    void run(const control::Say& wish, Waiting from);
    void run(const control::Ask& wish, const Waiting& from);
    void run(const control::Subscribe& wish, const Waiting& from);
    void run(const control::Unsubscribe& wish, const Waiting& from);
    void run(const control::Quit& wish, const Waiting& from);
    void change(janus::ParticipantSettings settings, const char* command, const Waiting& from);

    Conference& conference_;
    const Run run_;
    std::map<control::ClientNumber, Client> clients_;
    std::map<core::CommandTag, Waiting> waiting_;
    std::optional<core::media::Stats> stats_;
    control::ControlSocket socket_;
};

} // namespace janus_talk::app
