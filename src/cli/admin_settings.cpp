// SPDX-License-Identifier: MIT
#include "cli/admin_settings.hpp"

#include "base/text.hpp"
#include "cli/admin_base.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace janus_talk::cli {

namespace {

using janus::AdminNumber;
using janus::AdminSwitch;

constexpr std::string_view session_timeout = "session-timeout";
/// Eleven days in seconds, a quarter of an hour in ms: larger numbers are slips.
constexpr unsigned largest = 1'000'000;

struct SwitchName {
    std::string_view name;
    AdminSwitch which;
};

constexpr std::array switches{
        SwitchName{"locking-debug", AdminSwitch::locking_debug},
        SwitchName{"refcount-debug", AdminSwitch::refcount_debug},
        SwitchName{"libnice-debug", AdminSwitch::libnice_debug},
        SwitchName{"log-timestamps", AdminSwitch::log_timestamps},
        SwitchName{"log-colors", AdminSwitch::log_colors},
        SwitchName{"nack-optimizations", AdminSwitch::nack_optimizations},
};

struct NumberName {
    std::string_view name;
    AdminNumber which;
};

constexpr std::array numbers{
        NumberName{"min-nack-queue", AdminNumber::min_nack_queue},
        NumberName{"no-media-timer", AdminNumber::no_media_timer},
        NumberName{"slowlink-threshold", AdminNumber::slowlink_threshold},
};

template <typename Names>
const typename Names::value_type* find(const Names& names, std::string_view wanted) {
    const auto* found = std::find_if(names.begin(), names.end(), [wanted](const auto& known) {
        return known.name == wanted;
    });
    return found == names.end() ? nullptr : found;
}

unsigned number_in(std::string_view name, const std::string& value) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number > largest) {
        refuse_usage(std::string(name) + " is a number from 0 to 1000000, not '" +
                     base::harmless(value, 64) + "'.");
    }
    return number;
}

} // namespace

std::vector<std::string> setting_names() {
    std::vector<std::string> names;
    names.reserve(switches.size() + numbers.size() + 1);
    for (const auto& known : switches)
        names.emplace_back(known.name);
    for (const auto& known : numbers)
        names.emplace_back(known.name);
    names.emplace_back(session_timeout);
    return names;
}

janus::AdminRequest setting_request(std::string_view name,
                                    const std::string& value,
                                    std::optional<base::SessionId> session) {
    if (name == session_timeout) {
        if (value != "default")
            return janus::SetSessionTimeout{session, number_in(name, value)};
        if (!session)
            refuse_usage("Only a single session can go back to the default.", "Add --session.");
        return janus::SetSessionTimeout{session, std::nullopt};
    }
    if (session)
        refuse_usage("Only session-timeout can be set for one session.");
    if (const auto* known = find(switches, name)) {
        if (value != "on" && value != "off") {
            refuse_usage(std::string(name) + " is on or off, not '" + base::harmless(value, 64) +
                         "'.");
        }
        return janus::SetSwitch{known->which, value == "on"};
    }
    const auto* known = find(numbers, name);
    if (known == nullptr)
        refuse_usage("There is no setting '" + base::harmless(name, 64) + "'.");
    return janus::SetNumber{known->which, number_in(name, value)};
}

} // namespace janus_talk::cli
