// SPDX-License-Identifier: MIT
#include "cli/network_options.hpp"

#include "base/duration.hpp"
#include "cli/common_options.hpp"
#include "cli/join_checks.hpp"

#include <CLI/CLI.hpp>

namespace janus_talk::cli {

namespace {

constexpr const char* network_group = "Media network";
constexpr const char* recovery_group = "Trouble";

} // namespace

void NetworkOptions::bind(CLI::App& app) {
    app.add_option("--stun", stun_, "STUN server: stun:HOST[:PORT]")
            ->type_name("URI")
            ->group(network_group);
    app.add_option("--turn",
                   turn_,
                   "TURN relay, repeatable: turn:USER:PASSWORD@HOST[:PORT][?transport=tcp]")
            ->type_name("URI")
            ->allow_extra_args(false)
            ->group(network_group);
    app.add_flag("--relay-only,!--no-relay-only", relay_only_, "Media only through the TURN relay")
            ->group(network_group);
    app.add_option("--ice-interface", ice_interfaces_, "Use only this local address, repeatable")
            ->type_name("ADDR")
            ->check(is_numeric_address)
            ->allow_extra_args(false)
            ->group(network_group);
    app.add_option("--rtp-ports", rtp_ports_, "Local UDP ports for media")
            ->type_name("MIN-MAX")
            ->check(is_port_range)
            ->group(network_group);
    app.add_option("--impair",
                   impair_,
                   "Spoil the network on purpose: tx:loss=5%,jitter=20ms;rx:loss=2%,burst=3")
            ->type_name("SPEC")
            ->group(network_group);
    app.add_flag("--trickle,!--no-trickle", trickle_, "Send candidates as they are found (default)")
            ->default_str("true")
            ->group(network_group);
}

void RecoveryOptions::bind(CLI::App& app) {
    app.add_flag("--reconnect,!--no-reconnect",
                 reconnect_,
                 "Come back after a lost connection or media (default)")
            ->default_str("true")
            ->group(recovery_group);
    add_duration(app, "--max-outage", max_outage_, "Give up when trouble lasts longer")
            ->capture_default_str()
            ->group(recovery_group);
}

void RecoveryOptions::resolve(app::JoinOptions& options) const {
    options.reconnect = reconnect_;
    options.max_outage = base::parse_duration(max_outage_).value();
}

void NetworkOptions::resolve(app::JoinOptions& options) const {
    options.impair = impair_;
    auto& media = options.media;
    if (!stun_.empty())
        media.stun = stun_;
    for (const auto& uri : turn_)
        media.turn.emplace_back(uri);
    media.relay_only = relay_only_;
    media.trickle = trickle_;
    media.ice_interfaces = ice_interfaces_;
    media.rtp_ports = parse_port_range(rtp_ports_);
}

} // namespace janus_talk::cli
