// SPDX-License-Identifier: MIT
#include "report/event_json.hpp"
#include "report/probe_formats.hpp"
#include "report/probe_samples.hpp"
#include "report/samples.hpp"

#include <chrono>
#include <iostream>
#include <string_view>
#include <variant>

// Prints a stream of events with every kind of line in it, for events_schema_test.py; with the word
// "junit" three results of probe in that form, for junit_schema_test.py.

namespace {

int print_junit() {
    namespace report = janus_talk::report;
    for (const auto& probe : {report::test::passed_probe(),
                              report::test::refused_probe(),
                              report::test::silent_probe()})
        std::cout << report::probe_junit(probe) << '\f';
    std::cout.flush();
    return std::cout.good() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view{argv[1]} == "junit")
        return print_junit();
    using namespace janus_talk;
    using namespace std::chrono_literals;
    const std::chrono::steady_clock::time_point start{};
    report::EventJson events("s3ss10n", start);
    report::Summary summary(start);
    report::Moment now{std::chrono::system_clock::time_point(1'795'361'885s), start};
    const auto print = [&](const auto& what) {
        now.wall += 1ms;
        now.monotonic += 1ms;
        std::cout << events.line(what, now) << '\n';
    };
    print(report::Hello{});
    print(report::test::sample_hello());
    print(summary);
    std::cout << events.line_of_dropped(112, now) << '\n';
    for (const auto& notices : {report::test::every_notice(), report::test::hostile_notices()}) {
        for (const core::Notice& notice : notices) {
            summary.add(notice, now.monotonic);
            print(notice);
            if (std::holds_alternative<core::Ended>(notice))
                print(summary);
        }
    }
    for (const auto& probe : {report::test::passed_probe(),
                              report::test::refused_probe(),
                              report::test::silent_probe()})
        print(probe);
    std::cout << events.line(core::Notice{core::StateChanged{
                                     core::Phase::idle, core::Phase::connecting, ""}},
                             now,
                             "talker")
              << '\n';
    std::cout.flush();
    return std::cout.good() ? 0 : 1;
}
