// SPDX-License-Identifier: MIT
#include "report/probe_formats.hpp"
#include "report/probe_report.hpp"
#include "report/probe_samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <sstream>

using namespace janus_talk;
using namespace janus_talk::report;
using namespace janus_talk::report::test;
using namespace std::chrono_literals;

namespace {

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("stages are taken from what is told, in ms from the start") {
    const auto report = passed_probe();
    const ProbeStages& stages = report.talker.stages();
    CHECK(stages.connection.websocket == 10ms);
    CHECK(stages.created == 20);
    CHECK(stages.attached == 30);
    CHECK(stages.joined == 40);
    CHECK(stages.answered == 50);
    CHECK(stages.ice == 70);
    CHECK(stages.dtls == 90);
    CHECK(stages.up == 100);
    CHECK(stages.first_audio == 110);
    CHECK(stages.missing().empty());
    CHECK(report.talker.is_ready());
    CHECK(report.talker.pair()->type == "host");
    CHECK(refused_probe().listener.stages().missing() == "create");
    CHECK_FALSE(refused_probe().listener.is_ready());
}

TEST_CASE("what is missing is only what is on the way") {
    ProbeStages stages;
    CHECK(stages.missing() == "dns");
    stages.connection.dns = 1ms;
    CHECK(stages.missing() == "tcp");
    stages.connection.tcp = 2ms;
    CHECK(stages.missing() == "websocket");
    stages.connection.secure = true;
    CHECK(stages.missing() == "tls");
    stages.connection.through_proxy = true;
    CHECK(stages.missing() == "proxy");
    stages.connection.proxy = stages.connection.tls = stages.connection.websocket = 3ms;
    CHECK(stages.missing() == "create");
    CHECK(stages.all().at(3).ms == 3.0);
}

TEST_CASE("losses of both ways are one after the other") {
    const auto report = passed_probe();
    const auto losses = losses_of_way(report.talker, report.listener);
    REQUIRE(losses);
    CHECK(losses->whole == Approx(2.98));
    CHECK((losses->up == 2 && losses->down == 1));
    CHECK_FALSE(losses_of_way({}, {}));
    // The talker's share is what the server has reported, and of a listener nothing was reported.
    CHECK_FALSE(losses_of_way(report.listener, report.listener));
    CHECK_FALSE(losses_of_way(report.talker, {}));
}

TEST_CASE("the parts of the delay add up to it, and what is not known is in the rest") {
    auto report = passed_probe();
    const DelayParts parts = delay_parts(report);
    CHECK(parts.network_up == 5);
    CHECK(parts.network_down == 5);
    CHECK(parts.playout == 18);
    // Two and a half packets of the talker's, half a one of the mix.
    CHECK(parts.server_queue == 60);
    CHECK(parts.rest == Approx(100 - 20 - 13 - 5 - 5 - 18 - 60));
    report.listener = {};
    CHECK_FALSE(delay_parts(report).server_queue);
    CHECK(delay_parts(report).rest == Approx(100 - 20 - 13 - 5));
    // Who only listens has no round trip of its own.
    ServerSideFigures figures;
    CHECK_FALSE(figures.figures());
    janus::HandleInfo idle;
    figures.add(idle);
    CHECK_FALSE(figures.figures());
    idle.audiobridge.emplace();
    idle.media.resize(1);
    idle.media.front().type = "audio";
    report.listener.add(idle);
    CHECK_FALSE(delay_parts(report).network_down);
    idle.media.front().rtcp.emplace().round_trip = 12ms;
    report.listener.add(idle);
    CHECK(delay_parts(report).network_down == 6);
}

TEST_CASE("what the server does not say is not said, and its queues count by what passes them") {
    ServerSideFigures figures;
    janus::HandleInfo info;
    info.audiobridge.emplace();
    info.media.resize(1);
    info.media.front().type = "audio";
    const auto look = [&](unsigned number, std::uint64_t waiting, std::uint64_t packets) {
        info.current_time = number * 203ms;
        info.audiobridge->queue_in = waiting;
        info.media.front().in.packets = packets;
        figures.add(info);
    };
    look(0, 3, 100);
    REQUIRE(figures.figures());
    CHECK_FALSE(figures.figures()->out);
    CHECK_FALSE(figures.figures()->rtt_ms);
    CHECK(figures.figures()->in->packets == 100);
    CHECK_FALSE(figures.figures()->in->lost);
    for (unsigned n = 1; n < 6; ++n)
        look(n, 3, 100 + 10 * n);
    // Too few to be more than chance.
    CHECK_FALSE(figures.figures()->in->queue_ms);
    look(6, 3, 160);
    CHECK(*figures.figures()->in->queue_ms == Approx(3 * 20.3));
    // Half of the packets are lost on the way: three that wait are twice the time.
    ServerSideFigures lossy;
    for (unsigned n = 0; n < 8; ++n) {
        info.current_time = n * 200ms;
        info.media.front().in.packets = 100 + 5 * n;
        lossy.add(info);
    }
    CHECK(*lossy.figures()->in->queue_ms == Approx(3 * 40));
    info.media.front().rtcp.emplace().lost = -3;
    lossy.add(info);
    CHECK(lossy.figures()->in->lost == 0U);
}

TEST_CASE("the verdict is that of the voice, unless a stage failed") {
    CHECK(verdict_name(passed_probe()) == "pass");
    CHECK(reasons_of(passed_probe()).empty());
    CHECK(verdict_name(silent_probe()) == "fail");
    CHECK(verdict_name(refused_probe()) == "fail");
    REQUIRE(reasons_of(refused_probe()).size() == 2);
    CHECK(reasons_of(refused_probe())[1] == "The listener did not get beyond: create.");
    auto interrupted = passed_probe();
    interrupted.exit = base::ExitCode::interrupted;
    interrupted.verdict.outcome = measure::Outcome::inconclusive;
    CHECK(verdict_name(interrupted) == "inconclusive");
}

TEST_CASE("text for people has the figures, and nothing harmful") {
    const std::string text = probe_text(passed_probe());
    CHECK(text.rfind("pass  room 1234\n", 0) == 0);
    CHECK(holds(text, "49 of 50 markers"));
    CHECK(holds(text, "100 ms (p95 110 ms, max 130 ms)"));
    CHECK(holds(text, "2.98 % (to the server 2.00 %, from it 1.00 %)"));
    CHECK(holds(text, "500 packets, 10 lost, jitter 3.0 ms, queue 50.0 ms"));
    CHECK(holds(text, "499 packets, 5 lost, jitter 4.0 ms, queue 10.0 ms"));
    const std::string refused = probe_text(refused_probe());
    CHECK(refused.rfind("fail", 0) == 0);
    CHECK_FALSE(holds(refused, "\x1b"));
}

TEST_CASE("Nagios: state, one line, performance data") {
    auto report = passed_probe();
    report.warning_ms = 200;
    report.critical_ms = 400;
    CHECK(probe_nagios(report) ==
          "PROBE OK - delay 110 ms (p95) | delay=110.00ms;200;400;0 jitter=1.50ms;;;0 "
          "loss=2.98%;;;0;100 missing=2.00%;;;0;100 mos=3.50;;;1;5 join=110.00ms;;;0\n");
    CHECK(nagios_status(report) == base::ExitCode{0});
    report.warning_ms = 105;
    CHECK(nagios_status(report) == base::ExitCode{1});
    report.critical_ms = 109;
    CHECK(nagios_status(report) == base::ExitCode{2});
    CHECK(nagios_status(silent_probe()) == base::ExitCode{2});
    CHECK(nagios_status(refused_probe()) == base::ExitCode{2});

    const std::string refused = probe_nagios(refused_probe());
    CHECK(std::count(refused.begin(), refused.end(), '\n') == 1);
    CHECK(std::count(refused.begin(), refused.end(), '|') == 0);
    for (const auto exit : {base::ExitCode::usage,
                            base::ExitCode::device,
                            base::ExitCode::internal,
                            base::ExitCode::interrupted,
                            base::ExitCode::terminated}) {
        report.exit = exit;
        CHECK(nagios_status(report) == base::ExitCode{3});
    }
    report = passed_probe();
    report.exit = base::ExitCode::failed;
    report.verdict.outcome = measure::Outcome::inconclusive;
    CHECK(nagios_status(report) == base::ExitCode{3});
}

TEST_CASE("JUnit counts what it lists; no run without a verdict is all green") {
    const std::string passed = probe_junit(passed_probe());
    CHECK(holds(passed, R"(tests="7" failures="0")"));
    const std::string silent = probe_junit(silent_probe());
    CHECK(holds(silent, R"(name="voice is heard" time="0.000"><failure message="Nothing)"));
    const std::string refused = probe_junit(refused_probe());
    CHECK(holds(refused, R"(failures="2")"));
    CHECK(holds(refused, "&lt;way&gt; in &amp; &quot;out&quot;"));
    CHECK_FALSE(holds(refused, "\x1b"));
    auto inconclusive = passed_probe();
    inconclusive.verdict.outcome = measure::Outcome::inconclusive;
    inconclusive.verdict.reasons = {"It was interrupted."};
    CHECK(holds(probe_junit(inconclusive), "<failure"));
}

TEST_CASE("Prometheus: each metric is described once, before its values; labels are escaped") {
    for (const auto& report : {passed_probe(), refused_probe(), silent_probe()}) {
        std::istringstream lines{probe_prometheus(report)};
        std::string line;
        std::string described;
        while (std::getline(lines, line)) {
            if (line.rfind("# TYPE ", 0) == 0)
                described = line.substr(7, line.find(' ', 7) - 7);
            if (line.front() == '#')
                continue;
            REQUIRE(line.rfind(described + "{room=\"", 0) == 0);
        }
    }
    CHECK(holds(probe_prometheus(refused_probe()), R"({room="a\"b\\c|<&>"} 0.000000)"));
    CHECK(holds(probe_prometheus(passed_probe()),
                R"(delay_seconds{room="1234",statistic="p95"} 0.110000)"));
    CHECK_FALSE(holds(probe_prometheus(silent_probe()), "delay_seconds"));
}

TEST_CASE("a baseline is read from what --json wrote, and nothing else") {
    CHECK(delay_of_baseline(probe_json(passed_probe())) == 100);
    CHECK_FALSE(delay_of_baseline(probe_json(silent_probe())));
    CHECK_FALSE(delay_of_baseline(""));
    CHECK_FALSE(delay_of_baseline("{}"));
    CHECK_FALSE(delay_of_baseline(R"({"measures":{"delay_ms":{"p50":0}}})"));
    CHECK_FALSE(delay_of_baseline(R"({"measures":{"delay_ms":{"p50":"1"}}})"));
}
