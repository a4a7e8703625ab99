// SPDX-License-Identifier: MIT
#pragma once

#include "core/goal_scanner.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace janus_talk::core {

/// What is done on purpose to the packets of one direction. The defaults do nothing.
struct ImpairmentSettings {
    /// Percent of the packets that vanish, 0 to 100.
    double loss = 0;
    /// Mean number of packets that are lost in a row, 1 to 1000 (Gilbert's case of the
    /// Gilbert-Elliott model: all is lost in the bad state, nothing in the good one). Empty: each
    /// packet is lost or not by itself.
    std::optional<double> burst;
    /// Each packet comes so much later, up to 10 s.
    std::chrono::milliseconds delay{0};
    /// And up to so much later again, evenly distributed, up to 10 s. Packets keep their order, so
    /// that one that is held up holds up those behind it.
    std::chrono::milliseconds jitter{0};
    /// Percent of the packets that are overtaken by the one behind them, 0 to 100.
    double reorder = 0;
    /// Percent of the packets that come twice, 0 to 100.
    double duplicate = 0;
    /// The same seed does the same to the same packets. 1 by default, so that a run can be
    /// repeated without noting anything.
    std::uint64_t seed = 1;

    bool operator==(const ImpairmentSettings&) const = default;

    [[nodiscard]] bool does_something() const noexcept;
    /// "5% lost in rows of 3, delayed by 40 to 60 ms"
    [[nodiscard]] std::string described() const;
};

/// Both directions, as --impair takes them:
///
///     tx:loss=5%,jitter=20ms;rx:loss=2%,burst=3,seed=7        loss=1%   (both directions)
struct Impairment {
    Impairment() = default;
    /// @throws GoalSyntaxError
    explicit Impairment(std::string_view text);

    ImpairmentSettings sent;
    ImpairmentSettings heard;
    /// `tx:` was written, which makes no sense where nothing is sent.
    bool names_sent = false;

    bool operator==(const Impairment&) const = default;

    /// For the warning at the start.
    [[nodiscard]] std::string described() const;
};

/// Decides what becomes of each packet of one direction. Pure: the settings, the number of the
/// packet and the times given decide everything.
class PacketFate {
public:
    using Time = std::chrono::nanoseconds;

    /// The directions have dice of their own, also with the same seed.
    enum class Direction { sent, heard };

    PacketFate(const ImpairmentSettings& settings, Direction direction);

    struct Verdict {
        /// When the packet goes on, once or twice; none: it is lost. Never before `now`.
        std::array<Time, 2> due{};
        std::size_t copies = 0;
    };

    /// @param now when this packet came, on any steady clock; not before the one before it
    [[nodiscard]] Verdict next(Time now);

    /// By how much a packet that is overtaken comes later than any that is not: one packet of 20 ms
    /// passes, also when it is late itself.
    static constexpr Time overtaking{std::chrono::milliseconds{30}};

private:
    [[nodiscard]] bool is_lost();

    // A generator for each kind, so that, for one, jitter does not change which packets are lost.
    enum Die : std::size_t { loss_die, jitter_die, reorder_die, duplicate_die, dice };

    /// 0 to less than 1. The distributions of the standard library differ between libraries.
    [[nodiscard]] double roll(Die die);

    ImpairmentSettings settings_;
    std::array<std::mt19937_64, dice> generators_;
    bool bad_ = false;
    Time last_due_ = Time::min();
};

} // namespace janus_talk::core
