// SPDX-License-Identifier: MIT
#include "report/table.hpp"

#include "report/columns.hpp"
#include "report/words.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace janus_talk::report {

namespace {

constexpr std::size_t gap = 2;

void append_line(std::string& text,
                 const std::vector<std::string>& cells,
                 const std::vector<Table::Column>& columns,
                 const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string padding(widths[i] - columns_of(cells[i]), ' ');
        if (i > 0)
            line.append(gap, ' ');
        line += columns[i].align == Table::Align::right ? padding + cells[i] : cells[i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
}

} // namespace

void Table::add(std::vector<std::string> cells) {
    cells.resize(columns_.size());
    for (std::string& cell : cells)
        cell = cell.empty() ? "-" : shown_name(cell);
    rows_.push_back(std::move(cells));
}

std::string Table::text() const {
    std::vector<std::string> head;
    std::vector<std::size_t> widths;
    for (const Column& column : columns_) {
        head.push_back(column.head);
        widths.push_back(columns_of(column.head));
    }
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < columns_.size(); ++i)
            widths[i] = std::max(widths[i], columns_of(row[i]));
    }
    std::string text;
    append_line(text, head, columns_, widths);
    for (const auto& row : rows_)
        append_line(text, row, columns_, widths);
    return text;
}

} // namespace janus_talk::report
