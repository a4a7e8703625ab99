// SPDX-License-Identifier: MIT
#include "report/doctor_text.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::report;
using namespace std::chrono_literals;
using core::Finding;
using core::Layer;
using core::Outcome;

namespace {

Finding unreachable_server() {
    Finding finding = core::broken(Layer::tcp,
                                   {base::ExitCode::unreachable, "a:1: refused", "start it", {}},
                                   "it does not run");
    finding.took = 12ms;
    return finding;
}

} // namespace

TEST_CASE("a layer is one line, with what may be meant below it") {
    CHECK(doctor_line(unreachable_server()) == "FAIL  tcp               12 ms  a:1: refused\n"
                                               "      perhaps: it does not run\n"
                                               "      try: start it\n");
    CHECK(doctor_line(core::skipped(Layer::gathering, "not reached")) ==
          "skip  ice-gathering            not reached\n");
}

TEST_CASE("what a server says can't reach the terminal raw") {
    const auto line = doctor_line(core::fine(Layer::janus, "\x1b[31mJanus\n\xff"));
    CHECK(line.find('\x1b') == std::string::npos);
    CHECK(line.find('\n') == line.size() - 1);
}

TEST_CASE("the first failure decides") {
    std::vector<Finding> findings{core::fine(Layer::dns, "x")};
    CHECK(doctor_summary(findings) == "All is well.\n");
    CHECK(first_failure(findings) == nullptr);
    findings.push_back(core::judge_devices(0, 0));
    CHECK(doctor_summary(findings) == "It works; warnings: 1.\n");
    findings.push_back(unreachable_server());
    findings.push_back(core::broken(Layer::plugins, {base::ExitCode::device, "none", "", {}}));
    CHECK(first_failure(findings)->layer == Layer::tcp);
    CHECK(doctor_summary(findings) ==
          "The first layer that fails: tcp (exit status 3, unreachable).\n");
}

TEST_CASE("a signal decides about the exit status, and nothing is called well after it") {
    std::vector<Finding> findings{core::fine(Layer::dns, "x")};
    const auto signal = base::ExitCode::interrupted;
    CHECK(doctor_summary(findings, signal) ==
          "Not all was looked at (exit status 130, interrupted).\n");
    CHECK(doctor_json(findings, signal) ==
          R"({"v":1,"ok":false,"stages":[{"layer":"dns","outcome":"ok","fact":"x"}],)"
          R"("exit":{"code":130,"name":"interrupted"}})");
    findings.push_back(unreachable_server());
    CHECK(doctor_summary(findings, signal) == "The first layer that fails: tcp. Not all was looked "
                                              "at (exit status 130, interrupted).\n");
}

TEST_CASE("facts and guesses are members of their own") {
    CHECK(doctor_json({core::fine(Layer::dns, "x"), unreachable_server()}) ==
          R"({"v":1,"ok":false,"layer":"tcp","stages":[{"layer":"dns","outcome":"ok","fact":"x"},)"
          R"({"layer":"tcp","outcome":"failed","took_ms":12,"fact":"a:1: refused",)"
          R"("guess":"it does not run","try":"start it"}],"exit":{"code":3,"name":"unreachable"}})");
    CHECK(doctor_json({core::fine(Layer::dns, "x")}) ==
          R"({"v":1,"ok":true,"stages":[{"layer":"dns","outcome":"ok","fact":"x"}],)"
          R"("exit":{"code":0,"name":"ok"}})");
}
