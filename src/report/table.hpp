// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace janus_talk::report {

/// Aligned columns for people, by what text takes on a terminal. Cells are made harmless; an empty
/// cell shows as "-", so that a line has as many words as the head where no cell holds a blank.
class Table {
public:
    enum class Align { left, right };

    struct Column {
        std::string head;
        Align align = Align::left;
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// Missing cells are empty, further ones are dropped.
    void add(std::vector<std::string> cells);

    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }

    /// Head and rows, each line ended.
    [[nodiscard]] std::string text() const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace janus_talk::report
