// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "json/canonical.hpp"

#include <string>

namespace janus_talk::test {

/// Who asks, where the numbers don't matter.
inline constexpr base::SessionId session{11};
inline constexpr base::HandleId handle{22};

/// The canonical form of a plug-in message with this body.
inline std::string message_with(const std::string& body) {
    return canonical(
            R"({"janus":"message","transaction":"t","session_id":11,"handle_id":22,"body":)" +
            body + "}");
}

} // namespace janus_talk::test
