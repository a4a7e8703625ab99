// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "cli/room_leaf.hpp"
#include "cli/rooms_commands.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <limits>

namespace janus_talk::cli {

namespace {

constexpr const char* forwarder_key_text = "where the server wants it for forwarding";

/// 16 bytes of key and 14 of salt.
bool is_srtp_key(const std::string& text) {
    constexpr std::size_t base64_length = 40;
    return text.size() == base64_length && std::all_of(text.begin(), text.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/';
           });
}

class AddForwarder final : public RoomLeaf {
public:
    AddForwarder()
        : RoomLeaf({"add",
                    "Send the mix as RTP to a host",
                    "rooms forward add --room 1234 --host 192.0.2.7 --port 5004 --always-on"}) {}

    Task task() override {
        start_.room = room();
        start_.secret = secret();
        start_.admin_key = admin_key();
        start_.srtp_crypto = srtp_crypto_->resolve();
        if (start_.srtp_crypto.has_value() != start_.srtp_suite.has_value()) {
            throw base::Error({base::ExitCode::usage,
                               "SRTP needs both --srtp-suite and --srtp-crypto.",
                               "",
                               {}});
        }
        if (start_.srtp_crypto && !is_srtp_key(start_.srtp_crypto->reveal())) {
            throw base::Error({base::ExitCode::usage,
                               "The SRTP key is not 30 bytes in base64, 40 characters.",
                               "Make one: openssl rand -base64 30",
                               {}});
        }
        return {start_, "forward " + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        bind_admin_key(app, forwarder_key_text);
        bind_target(app);
        app.add_option("--codec", start_.codec, "Codec: opus, pcma or pcmu (default: opus)")
                ->type_name("NAME")
                ->check(CLI::IsMember({"opus", "pcma", "pcmu"}));
        app.add_option("--payload-type", start_.ptype, "RTP payload type, 0 to 127 (default: 100)")
                ->type_name("N")
                ->check(CLI::Range(0, 127));
        app.add_option("--ssrc", start_.ssrc, "RTP source, 1 to 4294967295 (default: random)")
                ->type_name("N")
                ->check(CLI::Range(std::uint32_t{1}, std::numeric_limits<std::uint32_t>::max()));
        app.add_option("--group", start_.group, "Only this forwarding group (default: everybody)")
                ->type_name("NAME")
                ->check(is_server_text);
        add_switch(app,
                   "--always-on,!--no-always-on",
                   start_.always_on,
                   "Send silence while the room is empty (default: nothing)");
        srtp_crypto_ = &add_secret(app, "srtp-crypto", "SRTP key and salt, 30 bytes in base64");
        app.add_option("--srtp-suite",
                       start_.srtp_suite,
                       "Encrypt with an authentication tag of 32 or 80 bits")
                ->type_name("32|80")
                ->check(CLI::IsMember({32U, 80U}));
    }

private:
    void bind_target(CLI::App& app) {
        app.add_option("--host", start_.host, "Name or address of the receiver")
                ->type_name("HOST")
                ->required()
                ->check(is_server_text);
        app.add_option("--host-family",
                       start_.host_family,
                       "For a name that has addresses of both: ipv4 or ipv6")
                ->type_name("FAMILY")
                ->check(CLI::IsMember({"ipv4", "ipv6"}));
        app.add_option("--port", start_.port, "UDP port of the receiver, 1 to 65535")
                ->type_name("PORT")
                ->required()
                ->check(CLI::Range(1, 65'535));
    }

    janus::StartForwarder start_;
    SecretSource* srtp_crypto_ = nullptr;
};

class ListForwarders final : public RoomLeaf {
public:
    ListForwarders()
        : RoomLeaf({"list", "Show where the room is sent", "rooms forward list --room 1234"}) {}

    Task task() override {
        return {janus::ListForwarders{room(), secret(), admin_key()},
                "list the forwarders of " + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        bind_admin_key(app, forwarder_key_text);
    }
};

class RemoveForwarder final : public RoomLeaf {
public:
    RemoveForwarder()
        : RoomLeaf({"remove",
                    "Stop sending; Janus says the same when there was no such forwarder",
                    "rooms forward remove --room 1234 --stream-id 2134567890"}) {}

    Task task() override {
        return {janus::StopForwarder{room(), secret(), admin_key(), stream_id_},
                "stop a forwarder of " + this_room()};
    }

protected:
    void bind_options(CLI::App& app) override {
        bind_room(app);
        bind_secret(app);
        bind_admin_key(app, forwarder_key_text);
        app.add_option("--stream-id", stream_id_, "Which one, see rooms forward list")
                ->type_name("N")
                ->required();
    }

private:
    std::uint32_t stream_id_ = 0;
};

} // namespace

Commands make_forward_commands() {
    Commands commands;
    commands.push_back(std::make_unique<AddForwarder>());
    commands.push_back(std::make_unique<ListForwarders>());
    commands.push_back(std::make_unique<RemoveForwarder>());
    return commands;
}

} // namespace janus_talk::cli
