// SPDX-License-Identifier: MIT
#include "json/document.hpp"

#include "json/tree.hpp"

#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

namespace janus_talk::json {

namespace {

template <typename Number>
std::optional<Number> whole_number(std::string_view text) noexcept {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end)
        return std::nullopt;
    return number;
}

} // namespace

Kind Value::kind() const noexcept {
    return tree_->nodes[index_].kind;
}

std::optional<bool> Value::boolean() const noexcept {
    if (kind() != Kind::boolean)
        return std::nullopt;
    return tree_->nodes[index_].truth;
}

std::optional<std::uint64_t> Value::unsigned_integer() const noexcept {
    if (kind() != Kind::number)
        return std::nullopt;
    return whole_number<std::uint64_t>(tree_->view(tree_->nodes[index_].text));
}

std::optional<std::int64_t> Value::signed_integer() const noexcept {
    if (kind() != Kind::number)
        return std::nullopt;
    return whole_number<std::int64_t>(tree_->view(tree_->nodes[index_].text));
}

std::optional<double> Value::number() const noexcept {
    if (kind() != Kind::number)
        return std::nullopt;
    const auto number = whole_number<double>(tree_->view(tree_->nodes[index_].text));
    if (!number || !std::isfinite(*number))
        return std::nullopt;
    return number;
}

std::optional<std::string_view> Value::string() const noexcept {
    if (kind() != Kind::string)
        return std::nullopt;
    return tree_->view(tree_->nodes[index_].text);
}

std::optional<Value> Value::member(std::string_view name) const noexcept {
    for (const Value value : members()) {
        if (value.name() == name)
            return value;
    }
    return std::nullopt;
}

std::size_t Value::size() const noexcept {
    return tree_->nodes[index_].size;
}

Children Value::elements() const noexcept {
    const std::uint32_t first = index_ + 1;
    return {*tree_, first, is_array() ? tree_->nodes[index_].next : first};
}

Children Value::members() const noexcept {
    const std::uint32_t first = index_ + 1;
    return {*tree_, first, is_object() ? tree_->nodes[index_].next : first};
}

std::string_view Value::name() const noexcept {
    return tree_->view(tree_->nodes[index_].name);
}

Children::Iterator& Children::Iterator::operator++() noexcept {
    index_ = tree_->nodes[index_].next;
    return *this;
}

Document::Document(std::unique_ptr<const Tree> tree) noexcept : tree_(std::move(tree)) {}

Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Value Document::root() const noexcept {
    return {*tree_, 0};
}

} // namespace janus_talk::json
