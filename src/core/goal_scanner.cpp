// SPDX-License-Identifier: MIT
#include "core/goal_scanner.hpp"

#include "base/duration.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace janus_talk::core {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '.' || c == '_';
}

} // namespace

bool holds(double left, Relation relation, double right) noexcept {
    switch (relation) {
    case Relation::less:
        return left < right;
    case Relation::at_most:
        return left <= right;
    case Relation::equal:
        return left == right;
    case Relation::not_equal:
        return left != right;
    case Relation::at_least:
        return left >= right;
    case Relation::more:
        return left > right;
    }
    return false;
}

void GoalScanner::skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'))
        ++at_;
}

std::size_t GoalScanner::position() {
    skip_blanks();
    return at_;
}

bool GoalScanner::at_end() {
    return position() == text_.size();
}

bool GoalScanner::take(std::string_view symbol) {
    skip_blanks();
    if (!rest().starts_with(symbol))
        return false;
    at_ += symbol.size();
    return true;
}

std::string_view GoalScanner::word() {
    skip_blanks();
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_]))
        ++at_;
    return text_.substr(begin, at_ - begin);
}

Relation GoalScanner::relation() {
    // The longer ones first.
    static constexpr std::array<std::pair<std::string_view, Relation>, 7> all{
            {{"<=", Relation::at_most},
             {">=", Relation::at_least},
             {"==", Relation::equal},
             {"!=", Relation::not_equal},
             {"=", Relation::equal},
             {"<", Relation::less},
             {">", Relation::more}}};
    for (const auto& [symbol, relation] : all) {
        if (take(symbol))
            return relation;
    }
    fail("here should be <, <=, ==, !=, >= or >");
}

double GoalScanner::number() {
    skip_blanks();
    const std::size_t digits = at_ + (rest().starts_with('-') ? 1 : 0);
    double value = 0;
    // Only plain decimals: from_chars alone would take "inf" and exponents as well.
    if (digits >= text_.size() || !is_digit(text_[digits]))
        fail("here should be a number");
    const auto [end, error] = std::from_chars(
            text_.data() + at_, text_.data() + text_.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || !std::isfinite(value))
        fail("here should be a number");
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
}

std::chrono::milliseconds GoalScanner::duration() {
    skip_blanks();
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_]))
        ++at_;
    const auto value = base::parse_duration(text_.substr(begin, at_ - begin));
    if (!value) {
        at_ = begin;
        fail("here should be a duration, such as 20s or 5m");
    }
    return *value;
}

std::string GoalScanner::quoted_name() {
    std::string name;
    for (const std::size_t begin = at_++; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        if (c == '"') {
            ++at_;
            if (name.empty())
                throw GoalSyntaxError(begin, "here should be a name");
            return name;
        }
        if (c == '\\' && at_ + 1 < text_.size())
            ++at_;
        name += text_[at_];
    }
    fail("a closing \" is missing");
}

std::string GoalScanner::name() {
    if (rest().starts_with('"'))
        return quoted_name();
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != '\t' && text_[at_] != ')' &&
           !rest().starts_with("&&") && !rest().starts_with("||"))
        ++at_;
    if (at_ == begin)
        fail("here should be a name, in double quotes if it has blanks");
    return std::string{text_.substr(begin, at_ - begin)};
}

} // namespace janus_talk::core
