// SPDX-License-Identifier: MIT
#include "janus/fields.hpp"

#include <limits>
#include <utility>

namespace janus_talk::janus {

void DecodeLog::fail(std::string_view path, std::string_view what) {
    if (failed())
        return;
    text_ = path;
    text_ += ' ';
    text_ += what;
}

Fields::Fields(json::Value object, DecodeLog& log, std::string path)
    : object_(object), log_(&log), path_(std::move(path)) {}

bool Fields::has(std::string_view name) const noexcept {
    return find(name).has_value();
}

std::optional<json::Value> Fields::find(std::string_view name) const noexcept {
    const auto value = object_.member(name);
    if (!value || value->is_null())
        return std::nullopt;
    return value;
}

std::string Fields::required_string(std::string_view name) const {
    auto text = optional_string(name);
    if (!text)
        fail(name, "is not a string");
    return std::move(text).value_or(std::string{});
}

bool Fields::required_bool(std::string_view name) const {
    const auto truth = optional_bool(name);
    if (!truth)
        fail(name, "is neither true nor false");
    return truth.value_or(false);
}

std::uint64_t Fields::required_unsigned(std::string_view name) const {
    const auto number = optional_unsigned(name);
    if (!number)
        fail(name, "is not an unsigned integer");
    return number.value_or(0);
}

int Fields::required_int(std::string_view name) const {
    const auto number = optional_signed(name).value_or(std::numeric_limits<std::int64_t>::max());
    const bool fits =
            number >= std::numeric_limits<int>::min() && number <= std::numeric_limits<int>::max();
    if (!fits)
        fail(name, "is not a small integer");
    return fits ? static_cast<int>(number) : 0;
}

Fields Fields::required_object(std::string_view name) const {
    const auto value = find(name);
    if (!value || !value->is_object())
        fail(name, "is not an object");
    return {value.value_or(object_), *log_, path_of(name)};
}

std::vector<Fields> Fields::required_objects(std::string_view name) const {
    const auto value = find(name);
    if (!value) {
        fail(name, "is missing");
        return {};
    }
    return objects(name, *value);
}

std::optional<std::string> Fields::optional_string(std::string_view name) const {
    const auto value = find(name);
    const auto text = value ? value->string() : std::nullopt;
    if (!text)
        return std::nullopt;
    return std::string{*text};
}

std::optional<bool> Fields::optional_bool(std::string_view name) const {
    const auto value = find(name);
    return value ? value->boolean() : std::nullopt;
}

std::optional<std::uint64_t> Fields::optional_unsigned(std::string_view name) const {
    const auto value = find(name);
    return value ? value->unsigned_integer() : std::nullopt;
}

std::optional<std::int64_t> Fields::optional_signed(std::string_view name) const {
    const auto value = find(name);
    return value ? value->signed_integer() : std::nullopt;
}

std::optional<unsigned> Fields::optional_small(std::string_view name) const {
    const auto number = optional_unsigned(name);
    if (!number || *number > std::numeric_limits<unsigned>::max())
        return std::nullopt;
    return static_cast<unsigned>(*number);
}

std::optional<Fields> Fields::optional_object(std::string_view name) const {
    const auto value = find(name);
    if (!value || !value->is_object())
        return std::nullopt;
    return Fields{*value, *log_, path_of(name)};
}

std::vector<Fields> Fields::optional_objects(std::string_view name) const {
    const auto value = find(name);
    return value ? objects(name, *value) : std::vector<Fields>{};
}

std::vector<Fields> Fields::member_objects() const {
    std::vector<Fields> all;
    for (const json::Value member : object_.members()) {
        if (member.is_object())
            all.emplace_back(member, *log_, path_);
    }
    return all;
}

std::optional<std::uint64_t> Fields::optional_numeric_id(std::string_view name) const {
    if (!has(name))
        return std::nullopt;
    return required_unsigned(name);
}

std::string Fields::text(std::string_view name) const {
    return optional_string(name).value_or(std::string{});
}

bool Fields::flag(std::string_view name) const {
    return optional_bool(name).value_or(false);
}

std::uint64_t Fields::count(std::string_view name) const {
    return optional_unsigned(name).value_or(0);
}

void Fields::fail(std::string_view name, std::string_view what) const {
    log_->fail(path_of(name), what);
}

std::variant<std::uint64_t, std::string> Fields::id_value(std::string_view name) const {
    if (const auto number = optional_unsigned(name))
        return *number;
    if (auto text = optional_string(name))
        return std::move(*text);
    fail(name, "is neither an unsigned integer nor a string");
    return std::uint64_t{0};
}

std::vector<Fields> Fields::objects(std::string_view name, json::Value list) const {
    std::vector<Fields> all;
    if (!list.is_array())
        fail(name, "is not a list");
    all.reserve(list.size());
    for (const json::Value element : list.elements()) {
        if (!element.is_object())
            fail(name, "holds something that is no object");
        all.emplace_back(element, *log_, path_of(name));
    }
    return all;
}

std::string Fields::path_of(std::string_view name) const {
    std::string path = path_;
    if (!path.empty())
        path += '.';
    path += name;
    return path;
}

} // namespace janus_talk::janus
