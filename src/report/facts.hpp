// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace janus_talk::report {

/// Labels and values below each other for people, in sections; values are made harmless. What is
/// not known is left out, and so is a section without facts.
class Facts {
public:
    void section(std::string title);
    void add(std::string label, std::string_view value);

    void add(std::string label, const std::string& value) {
        add(std::move(label), std::string_view{value});
    }

    void add(std::string label, const std::optional<std::string>& value);

    /// Only bool itself: a pointer must not become "yes".
    template <std::same_as<bool> Truth>
    void add(std::string label, Truth value) {
        add(std::move(label), std::string_view{value ? "yes" : "no"});
    }

    void add(std::string label, const std::optional<bool>& value);

    /// "60 s"; `unit` may be empty.
    template <typename Number>
    void number(std::string label, Number value, std::string_view unit = {}) {
        add(std::move(label),
            std::to_string(value) + (unit.empty() ? "" : " ") + std::string(unit));
    }

    template <typename Number>
    void number(std::string label, const std::optional<Number>& value, std::string_view unit = {}) {
        if (value)
            number(std::move(label), *value, unit);
    }

    /// Titles, and aligned facts below them; each line ended.
    [[nodiscard]] std::string text() const;

private:
    struct Section {
        std::string title;
        std::vector<std::pair<std::string, std::string>> facts;
    };

    std::vector<Section> sections_{Section{}};
};

} // namespace janus_talk::report
