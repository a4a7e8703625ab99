// SPDX-License-Identifier: MIT
#include "report/ping_text.hpp"

#include "base/text.hpp"
#include "json/writer.hpp"
#include "report/words.hpp"

#include <algorithm>
#include <cmath>

namespace janus_talk::report {

namespace {

struct Figures {
    double min = 0;
    double average = 0;
    double max = 0;
    /// Standard deviation of all, as ping(8) calls it.
    double deviation = 0;
};

double milliseconds(std::chrono::microseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

Figures figures_of(const RoundTrips& times) {
    if (times.empty())
        return {};
    const auto [min, max] = std::minmax_element(times.begin(), times.end());
    const auto count = static_cast<double>(times.size());
    double sum = 0;
    for (const auto time : times)
        sum += milliseconds(time);
    const double average = sum / count;
    double squares = 0;
    for (const auto time : times)
        squares += (milliseconds(time) - average) * (milliseconds(time) - average);
    return {milliseconds(*min), average, milliseconds(*max), std::sqrt(squares / count)};
}

} // namespace

std::string
ping_line(const std::string& url, std::size_t number, std::chrono::microseconds round_trip) {
    return "answer " + std::to_string(number) + " from " + base::harmless(url) +
           ": time=" + decimal(milliseconds(round_trip), 2) + " ms\n";
}

std::string ping_summary(std::size_t sent, const RoundTrips& round_trips) {
    const Figures figures = figures_of(round_trips);
    return counted(sent, "ping") + " sent, " + std::to_string(round_trips.size()) + " answered\n" +
           "time min/avg/max/mdev = " + decimal(figures.min, 2) + "/" +
           decimal(figures.average, 2) + "/" + decimal(figures.max, 2) + "/" +
           decimal(figures.deviation, 2) + " ms\n";
}

std::string ping_members(std::size_t sent, const RoundTrips& round_trips) {
    const Figures figures = figures_of(round_trips);
    json::Writer writer;
    writer.begin_object().member("sent", sent).member("received", round_trips.size());
    writer.fixed_member("min_ms", figures.min, 3).fixed_member("avg_ms", figures.average, 3);
    writer.fixed_member("max_ms", figures.max, 3).fixed_member("mdev_ms", figures.deviation, 3);
    writer.key("times_ms").begin_array();
    for (const auto time : round_trips)
        writer.fixed(milliseconds(time), 3);
    return writer.end_array().end_object().take();
}

} // namespace janus_talk::report
