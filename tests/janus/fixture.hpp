// SPDX-License-Identifier: MIT
#pragma once

#include "janus/decode.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace janus_talk::test {

/// The text of a file below tests/data.
inline std::string fixture(const std::string& name) {
    std::ifstream file{std::filesystem::path{JANUS_TALK_TEST_DATA} / name, std::ios::binary};
    if (!file)
        FAIL("there is no fixture " << name);
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

/// All JSON files of one folder below tests/data, as names for fixture(), in order.
inline std::vector<std::string> fixtures_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{
                 std::filesystem::path{JANUS_TALK_TEST_DATA} / folder}) {
        if (entry.path().extension() == ".json")
            names.push_back(folder + "/" + entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// The message in `text`; ends the test case when it is not understood.
inline janus::ServerMessage decoded(std::string_view text) {
    auto result = janus::decode(text);
    if (const auto* failure = std::get_if<janus::DecodeFailure>(&result))
        FAIL("not understood: " << failure->text);
    return std::get<janus::ServerMessage>(std::move(result));
}

/// Why `text` is not understood; empty when it is.
inline std::string failure_of(std::string_view text) {
    const auto result = janus::decode(text);
    const auto* failure = std::get_if<janus::DecodeFailure>(&result);
    return failure == nullptr ? std::string{} : failure->text;
}

/// The body of a message, which must be of this kind.
template <typename Body>
Body body_of(const janus::ServerMessage& message) {
    const auto* body = std::get_if<Body>(&message.body);
    if (body == nullptr)
        FAIL("a body of another kind: alternative " << message.body.index());
    return *body;
}

/// The event of a plug-in message, which must be of this kind.
template <typename Event>
Event event_of(const janus::ServerMessage& message) {
    const auto plugin = body_of<janus::PluginEvent>(message);
    const auto* event = std::get_if<Event>(&plugin.event);
    if (event == nullptr)
        FAIL("an event of another kind: alternative " << plugin.event.index());
    return *event;
}

} // namespace janus_talk::test
