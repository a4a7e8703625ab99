// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

// What a series of pings tells, in the manner of ping(8).

namespace janus_talk::report {

using RoundTrips = std::vector<std::chrono::microseconds>;

/// "answer 1 from ws://… time=0.43 ms"; `number` counts from 1.
[[nodiscard]] std::string
ping_line(const std::string& url, std::size_t number, std::chrono::microseconds round_trip);

/// Two lines: how many were sent and answered; min/avg/max/mdev in ms.
/// @pre at least one round trip
[[nodiscard]] std::string ping_summary(std::size_t sent, const RoundTrips& round_trips);

/// sent, received, min_ms, avg_ms, max_ms, mdev_ms and times_ms in order, as one JSON object.
[[nodiscard]] std::string ping_members(std::size_t sent, const RoundTrips& round_trips);

} // namespace janus_talk::report
