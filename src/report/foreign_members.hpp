// SPDX-License-Identifier: MIT
#pragma once

#include "json/document.hpp"
#include "json/writer.hpp"

#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

// Private to the room.

namespace janus_talk::report {

/// Puts members of the server's into an object of ours. A name stands once: with two of them every
/// reader takes another one, and the server's "ok" must not be read for ours.
class ForeignMembers {
public:
    /// @param ours names that the object has, or will have
    ForeignMembers(json::Writer& writer, std::initializer_list<std::string_view> ours)
        : writer_(writer), names_(ours.begin(), ours.end()) {}

    /// Leaves it out when there is one of that name.
    void copy(std::string_view name, json::Value value);

private:
    json::Writer& writer_;
    std::set<std::string, std::less<>> names_;
};

} // namespace janus_talk::report
