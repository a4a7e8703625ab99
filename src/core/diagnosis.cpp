// SPDX-License-Identifier: MIT
#include "core/diagnosis.hpp"

#include <algorithm>
#include <utility>

// Names, connections, certificates and the server; diagnosis_media.cpp has the rest.

namespace janus_talk::core {

namespace {

using base::ExitCode;

constexpr int no_such_plugin = 460;

bool is_about_plugin(const base::Failure& failure) {
    return failure.janus && failure.janus->layer == base::JanusLayer::core &&
           failure.janus->code == no_such_plugin;
}

/// Of the failure that ended the asking, or the joining.
bool is_about_access(const base::Failure& failure) {
    return failure.code == ExitCode::refused;
}

const base::Failure* failure_of(const ServerEvidence& server, const MediaEvidence* media) {
    if (server.failure)
        return &*server.failure;
    return media != nullptr && media->failure && !media->joined ? &*media->failure : nullptr;
}

} // namespace

Finding fine(Layer layer, std::string fact) {
    Finding finding;
    finding.layer = layer;
    finding.fact = std::move(fact);
    return finding;
}

Finding skipped(Layer layer, std::string why) {
    Finding finding = fine(layer, std::move(why));
    finding.outcome = Outcome::skipped;
    return finding;
}

Finding
failed(Layer layer, ExitCode exit, std::string fact, std::string guess, std::string advice) {
    return {layer,
            Outcome::failed,
            std::move(fact),
            std::move(guess),
            std::move(advice),
            exit,
            std::nullopt};
}

Finding broken(Layer layer, const base::Failure& failure, std::string guess) {
    std::string fact = failure.text;
    if (failure.janus) {
        fact += " Janus: " + std::to_string(failure.janus->code) + " " + failure.janus->text;
    }
    return failed(layer, failure.code, std::move(fact), std::move(guess), failure.hint);
}

Finding judge_name(const NameEvidence& evidence) {
    const std::string what = (evidence.is_proxy ? "the proxy " : "") + evidence.host;
    if (evidence.failure || evidence.addresses.empty()) {
        return failed(Layer::dns,
                      ExitCode::unreachable,
                      evidence.failure ? evidence.failure->text : what + " has no address",
                      "the name is mistyped, or this machine can't reach its name server",
                      "getent hosts " + evidence.host);
    }
    if (evidence.addresses == std::vector{evidence.host})
        return fine(Layer::dns, what + " is an address");
    std::string list;
    for (const auto& address : evidence.addresses)
        list += (list.empty() ? "" : ", ") + address;
    return fine(Layer::dns, what + " is " + list);
}

Finding judge_tcp(const std::vector<TcpEvidence>& tries) {
    using End = TcpEvidence::End;
    const auto is = [](End end) {
        return [end](const TcpEvidence& one) { return one.end == end; };
    };
    std::string facts;
    for (const auto& one : tries) {
        facts += (facts.empty() ? "" : "; ") + one.address + ": " +
                 (one.end == End::connected ? "connected" : one.error);
    }
    if (std::any_of(tries.begin(), tries.end(), is(End::connected))) {
        Finding finding = fine(Layer::tcp, facts);
        if (!std::all_of(tries.begin(), tries.end(), is(End::connected))) {
            finding.outcome = Outcome::warning;
            finding.guess = "an address of the name is out of date, or its family does not work "
                            "here; joining takes longer";
        }
        return finding;
    }
    if (std::any_of(tries.begin(), tries.end(), is(End::refused))) {
        return failed(Layer::tcp,
                      ExitCode::unreachable,
                      std::move(facts),
                      "the machine is there, but Janus does not run or listens on another port",
                      "check the port in --url, and ws_port or wss_port in "
                      "janus.transport.websockets.jcfg");
    }
    return failed(Layer::tcp,
                  ExitCode::unreachable,
                  std::move(facts),
                  "a firewall drops the packets, or the machine is off",
                  "try from another network, or let the firewall pass this TCP port");
}

Finding judge_tls(const TlsEvidence& evidence) {
    if (evidence.is_not_tls) {
        return failed(Layer::tls,
                      ExitCode::unreachable,
                      "what answered is not TLS: " + evidence.error.value_or(""),
                      "this port is for ws://",
                      "use ws:// in --url, or the port for wss://");
    }
    std::string fact = evidence.version;
    if (!evidence.subject.empty())
        fact += (fact.empty() ? "" : ", ") + ("certificate of " + evidence.subject);
    if (!evidence.issuer.empty())
        fact += ", issued by " + evidence.issuer;
    if (!evidence.expires.empty())
        fact += ", valid to " + evidence.expires;
    if (evidence.refusal && !evidence.insecure) {
        return failed(Layer::tls,
                      evidence.refusal->code,
                      evidence.refusal->text + (fact.empty() ? "" : " (" + fact + ")"),
                      {},
                      evidence.refusal->hint);
    }
    if (evidence.error) {
        return failed(Layer::tls,
                      ExitCode::unreachable,
                      "the handshake failed: " + *evidence.error,
                      "the server wants a client certificate, or has no TLS version in common",
                      "give --cert and --key, or see what the server logs");
    }
    Finding finding = fine(Layer::tls, fact);
    if (evidence.refusal) {
        finding.outcome = Outcome::warning;
        finding.fact += "; not accepted without --insecure: " + evidence.refusal->text;
    } else if (evidence.days_left && *evidence.days_left < days_to_renew) {
        finding.outcome = Outcome::warning;
        finding.fact += ", in " + std::to_string(*evidence.days_left) + " days";
        finding.guess = "it is not renewed by itself";
        finding.advice = "renew the certificate";
    }
    return finding;
}

Finding judge_websocket(const ServerEvidence& evidence) {
    if (evidence.opened)
        return fine(Layer::websocket, "open, the server speaks janus-protocol");
    if (!evidence.failure)
        return skipped(Layer::websocket, "it was not waited for");
    return broken(Layer::websocket,
                  *evidence.failure,
                  "what listens there is not Janus, or its WebSocket has another path or port");
}

Finding judge_janus(const ServerEvidence& evidence) {
    if (evidence.answered)
        return fine(Layer::janus, evidence.name + " " + evidence.version);
    if (evidence.failure)
        return broken(Layer::janus, *evidence.failure, "the server is busy, or is not Janus");
    return failed(Layer::janus,
                  ExitCode::protocol,
                  "it does not say what it is",
                  "it is no Janus",
                  "janus-talk info shows what a Janus answers");
}

Finding judge_audiobridge(const ServerEvidence& evidence) {
    const char* const advice = "install janus.plugin.audiobridge, and see that it is not in "
                               "`disable` in janus.jcfg";
    if (evidence.failure && is_about_plugin(*evidence.failure)) {
        Finding finding = broken(Layer::audiobridge, *evidence.failure, "");
        finding.exit = ExitCode::protocol;
        finding.advice = advice;
        return finding;
    }
    if (evidence.lists_plugins && evidence.audiobridge.empty()) {
        return failed(Layer::audiobridge,
                      ExitCode::protocol,
                      "the server does not list janus.plugin.audiobridge",
                      "it is not installed, or disabled",
                      advice);
    }
    // With a room, it is the room's or the door's business.
    if (evidence.failure && !evidence.attached && evidence.room.empty() &&
        !is_about_access(*evidence.failure))
        return broken(Layer::audiobridge, *evidence.failure, "");
    if (!evidence.audiobridge.empty())
        return fine(Layer::audiobridge, "AudioBridge " + evidence.audiobridge);
    if (evidence.attached)
        return fine(Layer::audiobridge, "it answers");
    return skipped(Layer::audiobridge, "the server does not list its plug-ins");
}

Finding judge_room(const ServerEvidence& server, const MediaEvidence* media) {
    if (server.room.empty())
        return skipped(Layer::room, "no --room was given");
    if (media != nullptr && media->joined)
        return fine(Layer::room, server.room + " exists");
    if (server.room_exists == false) {
        return failed(Layer::room,
                      ExitCode::room,
                      "the server has no room " + server.room,
                      "it was destroyed, or the server uses string ids",
                      "janus-talk rooms list; --string-ids for ids of digits that are strings");
    }
    const base::Failure* const failure = failure_of(server, media);
    if (failure != nullptr && !is_about_access(*failure) && !is_about_plugin(*failure))
        return broken(Layer::room, *failure);
    if (server.room_exists == true)
        return fine(Layer::room, server.room + " exists");
    return skipped(Layer::room, "the server did not let us ask");
}

Finding judge_auth(const ServerEvidence& server, const MediaEvidence* media) {
    const base::Failure* const failure = failure_of(server, media);
    if (failure != nullptr && is_about_access(*failure)) {
        const bool at_the_door = media == nullptr;
        return broken(Layer::auth,
                      *failure,
                      at_the_door
                              ? "the token or the API secret is missing, wrong or expired"
                              : "the PIN is missing or wrong, or the room has a list of tokens");
    }
    if (media != nullptr && media->joined)
        return fine(Layer::auth, "the server and the room let us in");
    if (server.attached)
        return fine(Layer::auth, "the server lets us in; without a room no PIN was tried");
    return skipped(Layer::auth, "not reached");
}

} // namespace janus_talk::core
