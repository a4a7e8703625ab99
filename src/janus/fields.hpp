// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "json/document.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace janus_talk::janus {

/// Remembers the first thing that was wrong while a message is taken apart, so that the decoders
/// read like the tables of the protocol instead of being half error handling. They go on with
/// defaults; whoever created the object looks at `failed()` in the end.
class DecodeLog {
public:
    /// `path` is made of member names of ours only, never of the server's text.
    void fail(std::string_view path, std::string_view what);

    [[nodiscard]] bool failed() const noexcept { return !text_.empty(); }

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// Members of one object. Two rules: what a message can't do without must be there and of the right
/// type
/// (`required_…`), else the message fails; what only describes (`optional_…`) counts as absent when
/// it is null or of another type. An id is never only a description: `optional_id` may be absent,
/// but not wrong.
class Fields {
public:
    /// A value that is no object has no members.
    Fields(json::Value object, DecodeLog& log, std::string path = {});

    [[nodiscard]] bool has(std::string_view name) const noexcept;
    [[nodiscard]] std::optional<json::Value> find(std::string_view name) const noexcept;

    [[nodiscard]] std::string required_string(std::string_view name) const;
    [[nodiscard]] bool required_bool(std::string_view name) const;
    [[nodiscard]] std::uint64_t required_unsigned(std::string_view name) const;
    [[nodiscard]] int required_int(std::string_view name) const;
    [[nodiscard]] Fields required_object(std::string_view name) const;
    [[nodiscard]] std::vector<Fields> required_objects(std::string_view name) const;

    template <typename Id>
    [[nodiscard]] Id required_id(std::string_view name) const {
        return Id{id_value(name)};
    }

    [[nodiscard]] std::optional<std::string> optional_string(std::string_view name) const;
    [[nodiscard]] std::optional<bool> optional_bool(std::string_view name) const;
    [[nodiscard]] std::optional<std::uint64_t> optional_unsigned(std::string_view name) const;
    [[nodiscard]] std::optional<std::int64_t> optional_signed(std::string_view name) const;
    /// nullopt also when it does not fit.
    [[nodiscard]] std::optional<unsigned> optional_small(std::string_view name) const;
    [[nodiscard]] std::optional<Fields> optional_object(std::string_view name) const;
    [[nodiscard]] std::vector<Fields> optional_objects(std::string_view name) const;
    /// Those members that are objects, whatever their names.
    [[nodiscard]] std::vector<Fields> member_objects() const;
    [[nodiscard]] std::optional<std::uint64_t> optional_numeric_id(std::string_view name) const;

    template <typename Id>
    [[nodiscard]] std::optional<Id> optional_id(std::string_view name) const {
        if (!has(name))
            return std::nullopt;
        return Id{id_value(name)};
    }

    // Short forms for what only describes: empty, false or 0 when absent.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::uint64_t count(std::string_view name) const;

    /// Reports that the member is not what it must be.
    void fail(std::string_view name, std::string_view what) const;

private:
    [[nodiscard]] std::variant<std::uint64_t, std::string> id_value(std::string_view name) const;
    [[nodiscard]] std::vector<Fields> objects(std::string_view name, json::Value list) const;
    [[nodiscard]] std::string path_of(std::string_view name) const;

    json::Value object_;
    DecodeLog* log_;
    std::string path_;
};

} // namespace janus_talk::janus
