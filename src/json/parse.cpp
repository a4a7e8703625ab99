// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "json/document.hpp"
#include "json/tree.hpp"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

// RapidJSON 1.1.0 recurses, mishandles exponents and lets lone surrogates through. So only its
// tokenizer is used, in the iterative mode, and it never converts a number; the checks it lacks are
// made here.

namespace janus_talk::json {

namespace {

constexpr unsigned parse_flags =
        rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

/// Receives the tokens and builds the tree. Every handler answers false to stop the parser.
class TreeBuilder {
public:
    explicit TreeBuilder(const Limits& limits) : limits_(limits), tree_(std::make_unique<Tree>()) {}

    // The names are those that rapidjson::Reader calls.
    // NOLINTBEGIN(readability-identifier-naming)
    bool Null() { return add(Kind::null) != nullptr; }

    bool Bool(bool truth) {
        Node* node = add(Kind::boolean);
        if (node == nullptr)
            return false;
        node->truth = truth;
        return true;
    }

    bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        if (size > limits_.number_bytes)
            return stop("a number is too long");
        return add_text(Kind::number, {text, size});
    }

    bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        const std::string_view view{text, size};
        return is_acceptable(view) && add_text(Kind::string, view);
    }

    bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
        const std::string_view view{text, size};
        if (size > limits_.name_bytes)
            return stop("a member name is too long");
        if (!is_acceptable(view))
            return false;
        name_ = store(view);
        return true;
    }

    bool StartObject() { return open(Kind::object); }

    bool StartArray() { return open(Kind::array); }

    bool EndObject(rapidjson::SizeType size) { return names_are_unique() && close(size); }

    bool EndArray(rapidjson::SizeType size) { return close(size); }

    // Not called with kParseNumbersAsStringsFlag, but RapidJSON wants them to exist.
    bool Int(int) { return stop("unexpected number"); }

    bool Uint(unsigned) { return stop("unexpected number"); }

    bool Int64(std::int64_t) { return stop("unexpected number"); }

    bool Uint64(std::uint64_t) { return stop("unexpected number"); }

    bool Double(double) { return stop("unexpected number"); }

    // NOLINTEND(readability-identifier-naming)

    [[nodiscard]] std::string_view complaint() const noexcept { return complaint_; }

    [[nodiscard]] std::unique_ptr<const Tree> take() noexcept { return std::move(tree_); }

private:
    bool stop(std::string_view complaint) noexcept {
        complaint_ = complaint;
        return false;
    }

    // Unescaping can make what the raw bytes did not hold: NUL, and half of a surrogate pair.
    bool is_acceptable(std::string_view text) noexcept {
        if (text.find('\0') != std::string_view::npos)
            return stop("a string holds NUL");
        if (!base::is_valid_utf8(text))
            return stop("a string holds a lone surrogate");
        return true;
    }

    Span store(std::string_view text) {
        const Span span{static_cast<std::uint32_t>(tree_->text.size()),
                        static_cast<std::uint32_t>(text.size())};
        tree_->text += text;
        return span;
    }

    Node* add(Kind kind) {
        if (tree_->nodes.size() >= limits_.values) {
            complaint_ = "too many values";
            return nullptr;
        }
        Node& node = tree_->nodes.emplace_back();
        node.kind = kind;
        node.name = std::exchange(name_, Span{});
        node.next = static_cast<std::uint32_t>(tree_->nodes.size());
        return &node;
    }

    bool add_text(Kind kind, std::string_view text) {
        Node* node = add(kind);
        if (node == nullptr)
            return false;
        node->text = store(text);
        return true;
    }

    bool open(Kind kind) {
        if (open_.size() >= limits_.depth)
            return stop("nested too deeply");
        const auto index = static_cast<std::uint32_t>(tree_->nodes.size());
        if (add(kind) == nullptr)
            return false;
        open_.push_back(index);
        return true;
    }

    bool close(rapidjson::SizeType size) {
        Node& node = tree_->nodes[open_.back()];
        node.size = size;
        node.next = static_cast<std::uint32_t>(tree_->nodes.size());
        open_.pop_back();
        return true;
    }

    bool names_are_unique() {
        const auto end = static_cast<std::uint32_t>(tree_->nodes.size());
        names_.clear();
        for (std::uint32_t index = open_.back() + 1; index < end;
             index = tree_->nodes[index].next) {
            names_.push_back(tree_->view(tree_->nodes[index].name));
        }
        std::sort(names_.begin(), names_.end());
        const bool unique = std::adjacent_find(names_.begin(), names_.end()) == names_.end();
        return unique || stop("an object has two members of one name");
    }

    Limits limits_;
    std::unique_ptr<Tree> tree_;
    std::vector<std::uint32_t> open_;
    std::vector<std::string_view> names_;
    Span name_;
    std::string_view complaint_;
};

std::string_view describe(rapidjson::ParseErrorCode code) noexcept {
    switch (code) {
    case rapidjson::kParseErrorDocumentRootNotSingular:
        return "something follows the JSON text";
    case rapidjson::kParseErrorNumberTooBig:
        return "a number is too big";
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
        return "a string holds a lone surrogate";
    default:
        return "not JSON";
    }
}

} // namespace

std::variant<Document, ParseFailure> parse(std::string_view text, const Limits& limits) {
    if (text.empty())
        return ParseFailure{"empty", 0};
    if (text.size() >
        std::min<std::size_t>(limits.bytes, std::numeric_limits<std::uint32_t>::max())) {
        return ParseFailure{"too large", 0};
    }
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return ParseFailure{"NUL byte", nul};
    if (!base::is_valid_utf8(text))
        return ParseFailure{"not UTF-8", 0};

    rapidjson::MemoryStream stream{text.data(), text.size()};
    rapidjson::Reader reader;
    TreeBuilder builder{limits};
    const rapidjson::ParseResult result = reader.Parse<parse_flags>(stream, builder);
    if (result.IsError()) {
        const std::string_view complaint =
                builder.complaint().empty() ? describe(result.Code()) : builder.complaint();
        return ParseFailure{std::string{complaint}, result.Offset()};
    }
    return Document{builder.take()};
}

} // namespace janus_talk::json
