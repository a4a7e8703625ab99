// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace janus_talk::core {

/// The relations of conditions and rules: `<`, `<=`, `==` (or `=`), `!=`, `>=`, `>`.
enum class Relation { less, at_most, equal, not_equal, at_least, more };

[[nodiscard]] bool holds(double left, Relation relation, double right) noexcept;

/// Where the text of a condition or a rule stopped making sense, and why.
class GoalSyntaxError : public std::invalid_argument {
public:
    GoalSyntaxError(std::size_t position, const std::string& why)
        : std::invalid_argument(why), position_(position) {}

    /// In bytes from the start of the text.
    [[nodiscard]] std::size_t position() const noexcept { return position_; }

private:
    std::size_t position_;
};

/// Reads the words of conditions and rules from left to right. What does not fit throws
/// GoalSyntaxError.
class GoalScanner {
public:
    explicit GoalScanner(std::string_view text) : text_(text) {}

    [[nodiscard]] std::size_t position();
    [[nodiscard]] bool at_end();
    /// Takes `symbol` if it comes next.
    [[nodiscard]] bool take(std::string_view symbol);
    /// Lower-case letters, digits, dots and underscores; may be empty.
    [[nodiscard]] std::string_view word();
    [[nodiscard]] Relation relation();
    /// A decimal number, possibly negative.
    [[nodiscard]] double number();
    /// With its unit, as everywhere on the command line.
    [[nodiscard]] std::chrono::milliseconds duration();
    /// A name in double quotes (\" and \\ inside), or all up to a blank, `&&`, `||` or `)`.
    [[nodiscard]] std::string name();

    [[noreturn]] void fail(const std::string& why) { throw GoalSyntaxError(position(), why); }

private:
    void skip_blanks();

    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

    [[nodiscard]] std::string quoted_name();

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace janus_talk::core
