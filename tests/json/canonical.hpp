// SPDX-License-Identifier: MIT
#pragma once

#include "json/document.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace janus_talk::test {

/// The document in `text`; ends the test case when there is none.
inline json::Document parsed(std::string_view text, const json::Limits& limits = {}) {
    auto result = json::parse(text, limits);
    if (const auto* failure = std::get_if<json::ParseFailure>(&result)) {
        FAIL("not accepted: " << failure->text << " at byte " << failure->offset);
    }
    return std::get<json::Document>(std::move(result));
}

/// Why `text` is refused; empty when it is accepted.
inline std::string refusal(std::string_view text, const json::Limits& limits = {}) {
    const auto result = json::parse(text, limits);
    const auto* failure = std::get_if<json::ParseFailure>(&result);
    return failure == nullptr ? std::string{} : failure->text;
}

inline std::string canonical(json::Value value) {
    std::string text;
    const auto list = [&](const std::vector<std::string>& parts, char open, char close) {
        text = open;
        for (const std::string& part : parts)
            text += part + ",";
        text += close;
    };
    std::vector<std::string> parts;
    switch (value.kind()) {
    case json::Kind::null:
        return "null";
    case json::Kind::boolean:
        return *value.boolean() ? "true" : "false";
    case json::Kind::string:
        return "\"" + std::string{*value.string()} + "\"";
    case json::Kind::number:
        if (const auto whole = value.unsigned_integer())
            return std::to_string(*whole);
        if (const auto whole = value.signed_integer())
            return std::to_string(*whole);
        return "double " + std::to_string(value.number().value_or(0));
    case json::Kind::array:
        for (const json::Value element : value.elements())
            parts.push_back(canonical(element));
        list(parts, '[', ']');
        return text;
    case json::Kind::object:
        for (const json::Value member : value.members()) {
            parts.push_back(std::string{member.name()} + "=" + canonical(member));
        }
        std::sort(parts.begin(), parts.end());
        list(parts, '{', '}');
        return text;
    }
    return text;
}

/// The meaning of a JSON text: two texts with the same one differ only in spaces, escapes and the
/// order of members.
inline std::string canonical(std::string_view text) {
    return canonical(parsed(text).root());
}

} // namespace janus_talk::test
