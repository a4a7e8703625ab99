// SPDX-License-Identifier: MIT
#include "app/probe.hpp"

#include "app/command_setup.hpp"
#include "app/end_signals.hpp"
#include "app/join_setup.hpp"
#include "app/probe_files.hpp"
#include "app/probe_recording.hpp"
#include "app/probe_room.hpp"
#include "app/probe_run.hpp"
#include "app/process.hpp"
#include "loop/main_loop.hpp"
#include "report/probe_formats.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace janus_talk::app {

namespace {

std::string machine_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : std::string{};
}

/// One probe from its hello to its result.
class Probe {
public:
    explicit Probe(ProbeOptions options)
        : options_(std::move(options)), output_(loop_, options_),
          signals_(loop_, [this](base::ExitCode exit, const char* name) {
              if (run_ != nullptr)
                  run_->interrupt(exit, name);
          }) {}

    base::ExitCode run() {
        report::ProbeReport report;
        try {
            report = run_stages();
        } catch (const base::Error& error) {
            report = failed(error.failure());
        }
        if (recording_ && !recording_->finish())
            must_not_unwind_ = true;
        const std::chrono::duration<double, std::milli> duration =
                std::chrono::steady_clock::now() - process_start();
        report.duration_ms = duration.count();
        report.began = std::chrono::system_clock::now() -
                       std::chrono::duration_cast<std::chrono::milliseconds>(duration);
        report.machine = machine_name();
        if (!flight_)
            flight_.emplace(FlightOptions{}, std::string{}); // it never came to a call
        const base::ExitCode status = output_.print(report, *flight_);
        if (must_not_unwind_)
            _exit(static_cast<int>(status));
        return status;
    }

private:
    report::ProbeReport run_stages() {
        std::vector<signaling::Url> servers;
        try {
            require_resources(Load::conference);
            servers = check_join_options(options_.join);
            read_baseline(options_);
            output_.require_places();
        } catch (const base::Error&) {
            output_.print_hello(std::nullopt);
            throw;
        }
        const auto hello = output_.print_hello(servers.front());
        flight_.emplace(options_.join.flight, output_.printer().session());
        flight_->add(hello);
        log_.emplace(options_.join.report,
                     Log::Outlets{[this](const std::string& line) {
                                      output_.printer().print_text(line);
                                  },
                                  [this](const base::Failure& failure) {
                                      output_.printer().print(
                                              core::Problem{core::Severity::warning, failure});
                                  }});
        std::optional<ProbeRoom> room;
        if (options_.with_room)
            room.emplace(options_);
        if (!options_.record.empty())
            begin_recording();
        if (room)
            room->make();
        report::ProbeReport report;
        try {
            report = talk(servers);
        } catch (const base::Error& error) {
            report = failed(error.failure());
        }
        if (const auto failure = room ? room->destroy() : std::nullopt) {
            output_.printer().print(core::Problem{core::Severity::error, *failure});
            if (report.exit == base::ExitCode::ok) {
                report.failure = failure;
                report.exit = failure->code;
            }
        }
        return report;
    }

    void begin_recording() {
        recording_.emplace(loop_,
                           record_name(options_.join, options_.record),
                           [this](const core::Notice& notice) {
                               log_->add(notice, output_.printer().print(notice));
                               flight_->add(notice);
                           });
    }

    report::ProbeReport talk(const std::vector<signaling::Url>& servers) {
        auto run = std::make_unique<ProbeRun>(loop_,
                                              output_.printer(),
                                              *log_,
                                              *flight_,
                                              options_,
                                              servers,
                                              recording_ ? recording_->copies()
                                                         : ProbeVoice::Copies{});
        run_ = run.get();
        auto report = run->run();
        run_ = nullptr;
        must_not_unwind_ = run->must_not_unwind();
        if (must_not_unwind_)
            static_cast<void>(run.release()); // destroying it would crash
        return report;
    }

    report::ProbeReport failed(const base::Failure& failure) {
        output_.printer().print(core::Problem{core::Severity::error, failure});
        report::ProbeReport report;
        report.room = options_.join.room;
        report.room_is_made = options_.with_room;
        report.verdict = measure::judge({}, options_.limits);
        report.failure = failure;
        report.exit = failure.code;
        return report;
    }

    loop::MainLoop loop_;
    ProbeOptions options_;
    ProbeOutput output_;
    std::optional<FlightRecorder> flight_;
    std::optional<Log> log_;
    std::optional<ProbeRecording> recording_;
    /// Who is told of signals; null: nobody is there to be.
    ProbeRun* run_ = nullptr;
    /// Of the whole probe: none of them ends the process before the room is destroyed.
    EndSignals signals_;
    bool must_not_unwind_ = false;
};

} // namespace

base::ExitCode print_nagios_unknown(const base::Failure& failure) {
    std::printf("PROBE UNKNOWN - %s\n", report::nagios_text(failure.text).c_str());
    return report::nagios_unknown;
}

base::ExitCode run_probe(ProbeOptions options) {
    return Probe{std::move(options)}.run();
}

} // namespace janus_talk::app
