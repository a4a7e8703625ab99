// SPDX-License-Identifier: MIT
#include "report/foreign_members.hpp"

#include "json/copy.hpp"

namespace janus_talk::report {

void ForeignMembers::copy(std::string_view name, json::Value value) {
    if (!names_.emplace(name).second)
        return;
    writer_.key(name);
    json::copy(writer_, value);
}

} // namespace janus_talk::report
