// SPDX-License-Identifier: MIT
#include "report/facts.hpp"

#include "base/text.hpp"
#include "report/columns.hpp"

#include <algorithm>

namespace janus_talk::report {

void Facts::section(std::string title) {
    sections_.push_back({std::move(title), {}});
}

void Facts::add(std::string label, std::string_view value) {
    sections_.back().facts.emplace_back(std::move(label), base::harmless(value));
}

void Facts::add(std::string label, const std::optional<std::string>& value) {
    if (value)
        add(std::move(label), std::string_view{*value});
}

void Facts::add(std::string label, const std::optional<bool>& value) {
    if (value)
        add(std::move(label), *value);
}

std::string Facts::text() const {
    std::size_t width = 0;
    for (const Section& section : sections_) {
        for (const auto& [label, value] : section.facts)
            width = std::max(width, columns_of(label));
    }
    std::string text;
    for (const Section& section : sections_) {
        if (section.facts.empty())
            continue;
        if (!section.title.empty())
            text += base::harmless(section.title) + "\n";
        for (const auto& [label, value] : section.facts) {
            text.append("  ").append(label).append(width - columns_of(label) + 2, ' ');
            text.append(value).append("\n");
        }
    }
    return text;
}

} // namespace janus_talk::report
