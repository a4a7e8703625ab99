// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// JSON from outside, read behind a fence: nothing in here asserts, throws or recurses on any input.

namespace janus_talk::json {

struct Tree;

/// What parse() accepts. The defaults are several times larger than the largest honest Janus
/// message; a number beyond them is an attack or a fault.
struct Limits {
    /// Size of the whole text in bytes.
    std::size_t bytes = std::size_t{1024} * 1024;
    /// Containers inside each other; the outermost one counts.
    std::size_t depth = 32;
    /// Values of any kind.
    std::size_t values = 20'000;
    /// Bytes of one member name, unescaped.
    std::size_t name_bytes = 256;
    /// Characters of one number. Janus prints doubles with 17 significant digits.
    std::size_t number_bytes = 32;
};

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

class Children;

/// One value of a Document: a pair of words, copied freely, valid as long as its document (moving
/// the document does no harm). Every accessor checks the kind and answers nullopt instead of
/// converting.
class Value {
public:
    Value(const Tree& tree, std::uint32_t index) noexcept : tree_(&tree), index_(index) {}

    [[nodiscard]] Kind kind() const noexcept;

    [[nodiscard]] bool is_null() const noexcept { return kind() == Kind::null; }

    [[nodiscard]] bool is_array() const noexcept { return kind() == Kind::array; }

    [[nodiscard]] bool is_object() const noexcept { return kind() == Kind::object; }

    [[nodiscard]] std::optional<bool> boolean() const noexcept;
    /// Only for numbers written as a plain integer from 0 to 2^64-1; 5.0, 5e0 and -0 are not.
    /// Exact: ids never pass through a double.
    [[nodiscard]] std::optional<std::uint64_t> unsigned_integer() const noexcept;
    /// Only for numbers written as a plain integer from -2^63 to 2^63-1.
    [[nodiscard]] std::optional<std::int64_t> signed_integer() const noexcept;
    /// Any number that a finite double can hold, correctly rounded.
    [[nodiscard]] std::optional<double> number() const noexcept;
    /// Unescaped; valid UTF-8 without NUL.
    [[nodiscard]] std::optional<std::string_view> string() const noexcept;

    /// nullopt when this is no object or has no such member; a member that is null is present.
    [[nodiscard]] std::optional<Value> member(std::string_view name) const noexcept;
    /// Number of elements or members; 0 for everything else.
    [[nodiscard]] std::size_t size() const noexcept;
    /// Elements of an array in order; empty for every other kind.
    [[nodiscard]] Children elements() const noexcept;
    /// Values of an object's members in order of appearance, see name(); empty for every other
    /// kind.
    [[nodiscard]] Children members() const noexcept;
    /// The name under which the value stands in its object; empty for elements and the root.
    [[nodiscard]] std::string_view name() const noexcept;

private:
    const Tree* tree_;
    std::uint32_t index_;
};

/// The children of one container, for range-based for.
class Children {
public:
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Value;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = Value;

        Iterator(const Tree& tree, std::uint32_t index) noexcept : tree_(&tree), index_(index) {}

        [[nodiscard]] Value operator*() const noexcept { return {*tree_, index_}; }

        Iterator& operator++() noexcept;
        bool operator==(const Iterator&) const = default;

    private:
        const Tree* tree_;
        std::uint32_t index_;
    };

    Children(const Tree& tree, std::uint32_t first, std::uint32_t last) noexcept
        : tree_(&tree), first_(first), last_(last) {}

    [[nodiscard]] Iterator begin() const noexcept { return {*tree_, first_}; }

    [[nodiscard]] Iterator end() const noexcept { return {*tree_, last_}; }

private:
    const Tree* tree_;
    std::uint32_t first_;
    std::uint32_t last_;
};

/// Owns a parsed text; independent of the input buffer.
class Document {
public:
    explicit Document(std::unique_ptr<const Tree> tree) noexcept;
    ~Document();
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;

    /// @pre the document was not moved from
    [[nodiscard]] Value root() const noexcept;

private:
    std::unique_ptr<const Tree> tree_;
};

/// Why a text is not acceptable. `text` is one of a fixed set of phrases and holds nothing of the
/// input.
struct ParseFailure {
    std::string text;
    /// Byte at which reading stopped; 0 for faults of the text as a whole.
    std::size_t offset = 0;

    bool operator==(const ParseFailure&) const = default;
};

/// Reads exactly one JSON text (RFC 8259). Refused besides bad syntax: anything beyond `limits`,
/// invalid UTF-8, a byte order mark, NUL in any form (raw or \u0000), lone surrogates, and an
/// object with two members of one name: parsers disagree on which of them counts (Janus' takes the
/// last, others the first), and a text that two readers understand differently is not to be
/// trusted. Throws nothing but std::bad_alloc.
[[nodiscard]] std::variant<Document, ParseFailure> parse(std::string_view text,
                                                         const Limits& limits = {});

} // namespace janus_talk::json
