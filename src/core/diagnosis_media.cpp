// SPDX-License-Identifier: MIT
#include "core/diagnosis.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace janus_talk::core {

namespace {

using base::ExitCode;

/// More than this share of lost packets is heard.
constexpr double audible_loss = 5;

Finding media_failed(Layer layer,
                     std::string fact,
                     std::string guess,
                     std::string advice,
                     ExitCode exit = ExitCode::media_setup) {
    return failed(layer, exit, std::move(fact), std::move(guess), std::move(advice));
}

std::string counted(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what;
}

/// One decimal.
std::string rounded(double value) {
    const auto tenths = std::lround(value * 10);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

constexpr const char* silent_address = "an address of the name is out of date, or its family does "
                                       "not work here; a call may try only that one";

/// What each address said. One that is alone goes by the name that people know.
std::string told_by(const StunEvidence& stun) {
    if (stun.tries.empty())
        return stun.server + ": " + stun.error;
    std::string facts;
    for (const auto& one : stun.tries) {
        facts += (facts.empty() ? "" : "; ") + (stun.tries.size() == 1 ? stun.server : one.address);
        facts += one.reflexive ? " sees us as " + *one.reflexive : ": " + one.error;
    }
    return stun.tries.size() == 1 ? facts : stun.server + " has several addresses: " + facts;
}

} // namespace

std::size_t StunEvidence::answers() const {
    return static_cast<std::size_t>(std::count_if(
            tries.begin(), tries.end(), [](const StunTry& one) { return one.reflexive; }));
}

Finding judge_gathering(const MediaEvidence& evidence) {
    const std::size_t all =
            evidence.host_candidates + evidence.reflexive_candidates + evidence.relay_candidates;
    if (all == 0) {
        return media_failed(Layer::gathering,
                            evidence.gathered ? "no local address to offer"
                                              : "gathering did not end",
                            evidence.relay_only ? "--relay-only, and the relay gave none"
                                                : "this machine has no network but loop-back, or "
                                                  "--ice-interface or --rtp-ports leave none",
                            "ip address; leave out --relay-only, --ice-interface and --rtp-ports");
    }
    return fine(Layer::gathering,
                counted(evidence.host_candidates, "local, ") +
                        counted(evidence.reflexive_candidates, "reflexive, ") +
                        counted(evidence.relay_candidates, "relayed addresses"));
}

Finding judge_stun(const MediaEvidence& evidence) {
    if (!evidence.stun)
        return skipped(Layer::stun, "no --stun was given");
    const StunEvidence& stun = *evidence.stun;
    if (stun.answers() == 0) {
        return media_failed(Layer::stun,
                            told_by(stun),
                            "no STUN server listens there, or UDP to it is blocked",
                            "check --stun; let UDP pass to that address");
    }
    Finding finding = fine(Layer::stun, told_by(stun));
    if (stun.answers() < stun.tries.size()) {
        finding.outcome = Outcome::warning;
        finding.guess = silent_address;
    }
    return finding;
}

Finding judge_turn(const MediaEvidence& evidence) {
    if (evidence.turn_servers == 0)
        return skipped(Layer::turn, "no --turn was given");
    if (evidence.relay_candidates > 0) {
        return fine(Layer::turn, counted(evidence.relay_candidates, "relayed address allocated"));
    }
    std::string fact = "no relayed address was allocated";
    std::string guess = "UDP to it is blocked, nothing listens there, or it refuses us";
    std::string advice = "check the address in --turn; try ?transport=tcp";
    if (evidence.turn_answers) {
        const StunEvidence& stun = *evidence.turn_answers;
        const bool answers = stun.answers() > 0;
        fact += answers ? ", although " + stun.server + " answers STUN"
                        : ", and " + stun.server + " does not answer STUN over UDP";
        if (stun.tries.size() > 1)
            fact += " (" + told_by(stun) + ")";
        guess = answers ? "user or password are wrong, or the relay has no free port"
                        : "nothing listens there, or UDP to it is blocked";
        if (answers)
            advice = "check the user and the password in --turn";
        if (answers && stun.answers() < stun.tries.size())
            guess += std::string{"; or "} + silent_address;
    }
    return media_failed(Layer::turn, std::move(fact), std::move(guess), std::move(advice));
}

Finding judge_connectivity(const MediaEvidence& evidence) {
    if (evidence.ice_connected)
        return fine(Layer::connectivity, evidence.pair.empty() ? "connected" : evidence.pair);
    std::string fact = "no pair of addresses carries packets both ways";
    if (evidence.failure)
        fact += ": " + evidence.failure->text;
    Finding finding = media_failed(
            Layer::connectivity,
            std::move(fact),
            "UDP between us and the media ports of Janus is blocked, or Janus offers an address "
            "that is not reachable from here",
            evidence.turn_servers > 0
                    ? "see which addresses the server offers (nat_1_1_mapping in janus.jcfg)"
                    : "let UDP pass to rtp_port_range of janus.jcfg, set nat_1_1_mapping there, or "
                      "use a relay: --turn");
    if (evidence.failure && evidence.failure->code != ExitCode::timeout)
        finding.exit = evidence.failure->code;
    return finding;
}

Finding judge_dtls(const MediaEvidence& evidence) {
    if (evidence.verified)
        return fine(Layer::dtls, "connected, and the certificate is the one that was announced");
    if (evidence.failure && evidence.failure->code == ExitCode::protocol)
        return broken(Layer::dtls, *evidence.failure, "somebody sits on the media path");
    return media_failed(Layer::dtls,
                        evidence.failure ? evidence.failure->text : "the handshake did not end",
                        "large packets don't pass (path MTU), or the server's certificate or its "
                        "DTLS settings are broken",
                        "see dtls_mtu and the certificates in janus.jcfg, and the server's log");
}

Finding judge_rtp(const MediaEvidence& evidence) {
    if (evidence.received == 0) {
        return media_failed(Layer::rtp,
                            "nothing comes from the server, which always sends",
                            "a firewall forgets the flow, or the room's mixer hangs",
                            "restart the server's room; look for rules on UDP streams",
                            ExitCode::media_lost);
    }
    const std::string heard = counted(evidence.received, "packets heard, ");
    const std::string sent = counted(evidence.sent, "sent");
    if (!evidence.reported) {
        return media_failed(Layer::rtp,
                            heard + sent + ", but the server reports none of ours (RTCP)",
                            "what we send is lost on the way",
                            "look for a firewall that lets UDP pass in one direction only",
                            ExitCode::media_lost);
    }
    std::string fact = heard + sent + ", " + rounded(evidence.reported_loss) + " % of it lost";
    if (evidence.rtt_ms)
        fact += ", round trip " + rounded(*evidence.rtt_ms) + " ms";
    Finding finding = fine(Layer::rtp, std::move(fact));
    if (evidence.reported_loss > audible_loss) {
        finding.outcome = Outcome::warning;
        finding.guess = "the network is overloaded, or its radio link is bad";
        finding.advice = "janus-talk probe measures for longer";
    }
    return finding;
}

Finding judge_devices(std::size_t inputs, std::size_t outputs) {
    Finding finding = fine(Layer::devices,
                           counted(inputs, inputs == 1 ? "microphone, " : "microphones, ") +
                                   counted(outputs, outputs == 1 ? "loudspeaker" : "loudspeakers"));
    if (inputs == 0 || outputs == 0) {
        finding.outcome = Outcome::warning;
        finding.guess = "no sound server runs for this user, or there is no sound card";
        finding.advice = "janus-talk devices; files, pipes and tones work without";
    }
    return finding;
}

} // namespace janus_talk::core
