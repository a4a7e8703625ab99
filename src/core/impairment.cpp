// SPDX-License-Identifier: MIT
#include "core/impairment.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

namespace janus_talk::core {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds longest_wait = 10s;
constexpr double longest_burst = 1000;
/// Beyond it, numbers have no exact value as they are read here.
constexpr double largest_seed = 9'007'199'254'740'992.0;

double read_percent(GoalScanner& scanner) {
    const std::size_t start = scanner.position();
    const double value = scanner.number();
    if (!scanner.take("%"))
        scanner.fail("a share is a percentage, as in 5%");
    if (value < 0 || value > 100)
        throw GoalSyntaxError(start, "a share is 0% to 100%");
    return value;
}

std::chrono::milliseconds read_wait(GoalScanner& scanner) {
    const std::size_t start = scanner.position();
    const auto value = scanner.duration();
    if (value > longest_wait)
        throw GoalSyntaxError(start, "at most 10s");
    return value;
}

double read_number(GoalScanner& scanner, double least, double most, const char* what) {
    const std::size_t start = scanner.position();
    const double value = scanner.number();
    if (!(value >= least && value <= most))
        throw GoalSyntaxError(start, what);
    return value;
}

std::uint64_t read_seed(GoalScanner& scanner) {
    constexpr const char* what = "a seed is a whole number from 0 to 2^53";
    const std::size_t start = scanner.position();
    const double value = read_number(scanner, 0, largest_seed, what);
    if (value != std::floor(value))
        throw GoalSyntaxError(start, what);
    return static_cast<std::uint64_t>(value);
}

void read_setting(GoalScanner& scanner, ImpairmentSettings& settings) {
    const std::size_t start = scanner.position();
    const auto name = scanner.word();
    const bool assigned = scanner.take("=");
    const auto is = [&](std::string_view wanted) {
        if (name == wanted && !assigned)
            scanner.fail("'=' and a value must follow " + std::string{wanted});
        return name == wanted;
    };
    if (is("loss"))
        settings.loss = read_percent(scanner);
    else if (is("burst"))
        settings.burst =
                read_number(scanner, 1, longest_burst, "a row has 1 to 1000 packets on average");
    else if (is("delay"))
        settings.delay = read_wait(scanner);
    else if (is("jitter"))
        settings.jitter = read_wait(scanner);
    else if (is("reorder"))
        settings.reorder = read_percent(scanner);
    else if (is("duplicate"))
        settings.duplicate = read_percent(scanner);
    else if (is("seed"))
        settings.seed = read_seed(scanner);
    else
        throw GoalSyntaxError(start, "one of loss, burst, delay, jitter, reorder, duplicate, seed");
}

/// Rows of that length leave no room for more lost packets: between two rows one arrives.
void check_burst(const ImpairmentSettings& settings, std::size_t position) {
    if (!settings.burst)
        return;
    const double most = *settings.burst / (*settings.burst + 1);
    if (settings.loss == 0)
        throw GoalSyntaxError(position, "burst says how loss comes; give loss=… too");
    if (settings.loss / 100 > most) {
        std::ostringstream why;
        why << "rows of " << *settings.burst << " can't make up " << settings.loss
            << "% of all packets (at most " << std::floor(most * 1000) / 10 << "%)";
        throw GoalSyntaxError(position, why.str());
    }
}

} // namespace

Impairment::Impairment(std::string_view text) {
    GoalScanner scanner{text};
    bool sent_given = false;
    bool heard_given = false;
    do {
        const std::size_t start = scanner.position();
        const bool only_sent = scanner.take("tx:");
        const bool only_heard = !only_sent && scanner.take("rx:");
        ImpairmentSettings settings;
        do
            read_setting(scanner, settings);
        while (scanner.take(","));
        check_burst(settings, start);
        if ((!only_heard && sent_given) || (!only_sent && heard_given))
            throw GoalSyntaxError(start, "this direction has been described already");
        if (!only_heard)
            sent = settings;
        if (!only_sent)
            heard = settings;
        sent_given = sent_given || !only_heard;
        heard_given = heard_given || !only_sent;
        names_sent = names_sent || only_sent;
    } while (scanner.take(";"));
    if (!scanner.at_end())
        scanner.fail("',' and another setting, or ';' and the other direction, may follow");
}

std::string Impairment::described() const {
    std::string text;
    if (sent.does_something())
        text = "sent: " + sent.described();
    if (heard.does_something())
        text += (text.empty() ? "heard: " : "; heard: ") + heard.described();
    return text.empty() ? "by nothing" : text;
}

bool ImpairmentSettings::does_something() const noexcept {
    return loss > 0 || delay > 0ms || jitter > 0ms || reorder > 0 || duplicate > 0;
}

std::string ImpairmentSettings::described() const {
    std::vector<std::string> parts;
    const auto share = [&parts](double percent, const std::string& what) {
        std::ostringstream text;
        text << percent << "% " << what;
        if (percent > 0)
            parts.push_back(text.str());
    };
    std::ostringstream rows;
    if (burst)
        rows << " in rows of " << *burst;
    share(loss, "lost" + rows.str());
    if (jitter > 0ms) {
        parts.push_back("delayed by " + std::to_string(delay.count()) + " to " +
                        std::to_string((delay + jitter).count()) + " ms");
    } else if (delay > 0ms) {
        parts.push_back("delayed by " + std::to_string(delay.count()) + " ms");
    }
    share(reorder, "overtaken");
    share(duplicate, "twice");
    std::string all;
    for (const auto& part : parts)
        all += (all.empty() ? "" : ", ") + part;
    return all;
}

PacketFate::PacketFate(const ImpairmentSettings& settings, Direction direction)
    : settings_(settings) {
    for (std::size_t die = 0; die < dice; ++die) {
        std::seed_seq seed{static_cast<std::uint32_t>(settings.seed),
                           static_cast<std::uint32_t>(settings.seed >> 32U),
                           direction == Direction::sent ? 1U : 2U,
                           static_cast<std::uint32_t>(die)};
        generators_.at(die).seed(seed);
    }
}

double PacketFate::roll(Die die) {
    // As many bits as a double holds.
    return std::ldexp(static_cast<double>(generators_.at(die)() >> 11U), -53);
}

bool PacketFate::is_lost() {
    const double loss = settings_.loss / 100;
    const double die = roll(loss_die);
    if (!settings_.burst)
        return die < loss;
    // The chances of leaving each state follow from the mean length of a row and the share of all
    // packets.
    const double leave_bad = 1 / *settings_.burst;
    const double leave_good = loss < 1 ? loss * leave_bad / (1 - loss) : 1;
    bad_ = bad_ ? die >= leave_bad : die < leave_good;
    return bad_;
}

PacketFate::Verdict PacketFate::next(Time now) {
    // Each die is rolled for each packet: what one decides does not shift the others.
    const bool lost = is_lost();
    const Time wait = settings_.delay +
                      Time{std::llround(roll(jitter_die) *
                                        static_cast<double>(Time{settings_.jitter}.count()))};
    const bool overtaken = roll(reorder_die) < settings_.reorder / 100;
    const bool twice = roll(duplicate_die) < settings_.duplicate / 100;
    if (lost)
        return {};
    Time due{};
    if (overtaken) {
        // The next one may be as late as jitter allows.
        due = std::max(now + settings_.delay + Time{settings_.jitter}, last_due_) + overtaking;
    } else {
        due = std::max(now + wait, last_due_);
        last_due_ = due;
    }
    return {{due, due}, twice ? 2U : 1U};
}

} // namespace janus_talk::core
