// SPDX-License-Identifier: MIT
#include "janus/admin.hpp"
#include "janus/payload.hpp"
#include "report/admin_text.hpp"
#include "report/handle_json.hpp"
#include "report/handle_text.hpp"
#include "report/ping_text.hpp"
#include "report/server_text.hpp"
#include "report/token_text.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <variant>

using namespace janus_talk;
using namespace janus_talk::report;
using namespace std::chrono_literals;

namespace {

std::string fixture(const std::string& name) {
    std::ifstream file{std::filesystem::path{JANUS_TALK_TEST_DATA} / name, std::ios::binary};
    REQUIRE(file);
    return {std::istreambuf_iterator<char>{file}, {}};
}

janus::HandleInfo info_of(const std::string& name) {
    const std::string text = fixture(name);
    auto decoded = janus::decode_handle_info(std::string_view{text});
    REQUIRE(std::holds_alternative<janus::HandleInfo>(decoded));
    return std::get<janus::HandleInfo>(std::move(decoded));
}

bool has(const std::string& text, std::string_view part) {
    INFO(text);
    INFO("wanted: " << part);
    const bool found = text.find(part) != std::string::npos;
    CHECK(found);
    return found;
}

/// The line with this label, its blanks squeezed.
std::string line(const std::string& text, const std::string& label) {
    const auto at = text.find("\n  " + label + "  ");
    if (at == std::string::npos)
        return {};
    const auto begin = text.find_first_not_of(' ', at + 3 + label.size());
    return text.substr(begin, text.find('\n', begin) - begin);
}

constexpr const char* old_layout = "protocol/22-handle-info.json";
constexpr const char* new_layout = "janus-1.1.2/handle-info.json";
constexpr const char* tokens =
        R"({"data":{"tokens":[{"token":"0123456789abcdef","allowed_plugins":["janus.plugin.a"]},)"
        R"({"token":"short","allowed_plugins":[]}]}})";

} // namespace

TEST_CASE("a handle in the older layout, for people") {
    const std::string text = handle_text(info_of(old_layout), false);
    CHECK(line(text, "session") == "6483295238725141");
    CHECK(line(text, "state") == "up");
    CHECK(line(text, "last request") == "5.9 s ago");
    CHECK(line(text, "attached") == "38.8 s ago");
    CHECK(line(text, "room") == "7438222881443855");
    CHECK(line(text, "display") == "mohsen");
    CHECK(line(text, "prebuffering") == "no");
    CHECK(line(text, "prebuffer") == "6 packets");
    CHECK(line(text, "queue-in") == "7 packets");
    CHECK(line(text, "queue-out") == "empty, the sender waits");
    CHECK(line(text, "level") == "0 dBov");
    CHECK(line(text, "talking") == "no");
    CHECK(line(text, "ICE state") == "ready");
    CHECK(line(text, "selected, server") == "79.175.166.178:46968 (host, udp)");
    CHECK(line(text, "selected, client") == "46.245.122.110:58071 (prflx, udp)");
    CHECK(line(text, "ICE connected") == "27.2 s ago");
    CHECK(line(text, "DTLS state") == "connected");
    CHECK(line(text, "DTLS connected") == "27.0 s ago");
    CHECK(line(text, "RTT") == "74 ms");
    CHECK(line(text, "lost, in") == "0 packets");
    CHECK(line(text, "jitter, in") == "4 ms");
    CHECK(line(text, "jitter, out") == "1 ms");
    CHECK(line(text, "link quality, in") == "100 % (with retransmissions 100 %)");
    CHECK(line(text, "in") == "1349 packets, 86346 bytes, 22.0 kbit/s in the last second");
    CHECK(line(text, "out") == "1349 packets, 37772 bytes, 11.4 kbit/s in the last second");
    CHECK(line(text, "data in") == "2 packets, 1228 bytes");
    CHECK(line(text, "transport-wide CC") == "yes");
    CHECK(line(text, "extension 1") == "urn:ietf:params:rtp-hdrext:ssrc-audio-level");
}

TEST_CASE("a handle in the newer layout, for people") {
    const std::string text = handle_text(info_of(new_layout), false);
    CHECK(line(text, "opaque id") == "janus-talk");
    CHECK(line(text, "queue last cut") == "4.2 s ago");
    CHECK(line(text, "expected loss") == "0 %");
    CHECK(line(text, "selected, client") == "10.77.50.1:46530 (host, udp)");
    CHECK(line(text, "received") == "9 packets, 1989 bytes");
    CHECK(line(text, "codec") == "opus as payload 111");
    CHECK(line(text, "jitter, in") == "2 ms");
    CHECK(line(text, "in") == "236 packets, 13504 bytes, 21.2 kbit/s in the last second");
    CHECK(text.find("\nMedia audio0\n") != std::string::npos);
}

TEST_CASE("a handle as JSON: units in the names, ages instead of clock readings") {
    const std::string older = handle_members(info_of(old_layout), false);
    has(older, R"("session":6483295238725141,"handle":2874929220980746)");
    has(older, R"("session_idle_s":5.888,"age_s":38.767)");
    has(older, R"("prebuffer_packets":6,"queue_in_packets":7,"queue_out_packets":-1)");
    has(older, R"("level_dbov":0,"talking":false)");
    has(older, R"(rport 58071"],"selected_pair")");
    has(older, R"("rtt_ms":74,"lost_packets":0)");
    has(older, R"("jitter_local_ms":4,"jitter_remote_ms":1)");
    has(older, R"("remote":{"address":"46.245.122.110","port":58071,"type":"prflx")");
    has(older, R"("in":{"packets":1349,"bytes":86346,"bytes_per_s":2746,"kbps":22.0)");
    const std::string newer = handle_members(info_of(new_layout), false);
    has(newer, R"("last_drop_age_s":4.204)");
    has(newer, R"("mid":"audio0","type":"audio","index":0)");
    CHECK(newer.find("\"sdp\"") == std::string::npos);
}

TEST_CASE("session descriptions are shown on request, without the passwords in them") {
    for (const char* layout : {old_layout, new_layout}) {
        const auto info = info_of(layout);
        for (const std::string& text : {handle_text(info, true), handle_members(info, true)}) {
            has(text, "a=ice-pwd:***");
            has(text, "a=ice-ufrag:");
            CHECK(text.find("a=ice-pwd:z") == std::string::npos);
            CHECK(text.find("j4MZKJZvRel16wh9ogCFW2PL") == std::string::npos);
            CHECK(text.find("MXN7fJ0jTCA") == std::string::npos);
        }
    }
}

TEST_CASE("the state of a handle in one word") {
    auto info = info_of(new_layout);
    has(handles_table({info}, true), "  Ada      up\n");
    info.flags->ready = false;
    info.components.front().state = janus::IceState::connecting;
    has(handles_table({info}, true), "connecting\n");
    info.components.clear();
    has(handles_table({info}, true), "joined\n");
    info.audiobridge.reset();
    has(handles_table({info}, true), "idle\n");
    CHECK(handles_table({info}, false) == "         SESSION            HANDLE\n"
                                          "5187925272085406  3208733140832632\n");
    CHECK(handles_table({}, true) == "No handles.\n");
}

TEST_CASE("names of others do nothing to the terminal") {
    auto info = info_of(new_layout);
    info.audiobridge->display = "\x1b[31mred\n";
    for (const auto& text : {handle_text(info, false), handles_table({info}, true)})
        CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("tokens are masked unless they are asked for") {
    const std::string text = admin_text(janus::ListTokens{}, tokens, false);
    CHECK(text == "0123***  janus.plugin.a\n***  \n");
    has(admin_text(janus::ListTokens{}, tokens, true), "0123456789abcdef  janus.plugin.a\n");
    CHECK(admin_members(janus::ListTokens{}, tokens, false) ==
          R"({"tokens":[{"token":"0123***","allowed_plugins":["janus.plugin.a"]},)"
          R"({"token":"***","allowed_plugins":[]}]})");
    has(admin_members(janus::ListTokens{}, tokens, true), "0123456789abcdef");
    CHECK(admin_text(janus::ListTokens{}, R"({"data":{"tokens":[]}})", false) == "No tokens.\n");
}

TEST_CASE("the ids of sessions stay out of JSON where nobody asked for them") {
    constexpr const char* payload = R"({"session_id":11,"handle_id":22,"timeout":60})";
    CHECK(admin_members(janus::SetSessionTimeout{}, payload, false) == R"({"timeout":60})");
    CHECK(admin_members(janus::RawAdmin{}, payload, false) == payload);
}

TEST_CASE("the settings of a running server, for people") {
    const auto text = admin_text(
            janus::GetStatus{}, janus::payload_of(fixture("janus-1.1.2/admin-status.json")), false);
    has(text, "  token authentication  no\n");
    has(text, "  session time-out      60 s\n");
    has(text, "  shortest NACK queue   200 ms\n");
}

TEST_CASE("what a server says about itself, for people") {
    const auto text = server_text(janus::payload_of(fixture("janus-1.1.2/server-info.json")));
    has(text, "Janus WebRTC Server 1.1.2\n");
    CHECK(line(text, "name") == "janus-talk test server");
    CHECK(line(text, "session time-out") == "60 s");
    CHECK(line(text, "full trickle") == "no");
    CHECK(line(text, "janus.plugin.audiobridge") == "0.0.12");
    CHECK(line(text, "janus.transport.websockets") == "0.0.1");
    CHECK(server_text("{}").empty());
    CHECK(server_text("nonsense").empty());
}

TEST_CASE("pings are summed up as ping(8) does") {
    const RoundTrips times{1ms, 2ms, 3ms, 6ms};
    CHECK(ping_line("ws://a", 1, 1234us) == "answer 1 from ws://a: time=1.23 ms\n");
    CHECK(ping_summary(5, times) == "5 pings sent, 4 answered\n"
                                    "time min/avg/max/mdev = 1.00/3.00/6.00/1.87 ms\n");
    CHECK(ping_members(4, {1500us}) ==
          R"({"sent":4,"received":1,"min_ms":1.500,"avg_ms":1.500,"max_ms":1.500,"mdev_ms":0.000,)"
          R"("times_ms":[1.500]})");
}

TEST_CASE("the verdict on a token, with its time in UTC") {
    const janus::TokenClaims claims{
            std::chrono::sys_seconds{1700000000s}, "janus", {"janus.plugin.audiobridge"}};
    const janus::TokenCheck check{janus::TokenVerdict::expired, claims};
    const auto now = claims.expiry + 60s;
    has(token_check_text(check, now), "expires     2023-11-14T22:13:20Z, 60 s ago\n");
    has(token_check_line(check, now), R"("verdict":"expired","realm":"janus")");
    has(token_check_line(check, now), R"("remaining_s":-60,"exit":{"code":1,"name":"failed"})");
    has(token_check_text({}, now), "malformed");
    has(token_line("T", claims), R"({"v":1,"ok":true,"token":"T","realm":"janus",)");
}
