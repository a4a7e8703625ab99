// SPDX-License-Identifier: MIT
#pragma once

#include "janus/request.hpp"

#include <string>

namespace janus_talk::janus {

/// The JSON text of a request, compact and without anything after the last brace: Janus 1.1.2
/// refuses the whole message for a single trailing newline. Holds secrets in clear: never log it
/// (see redact()).
[[nodiscard]] std::string encode(const Envelope& envelope, const Credentials& credentials);

} // namespace janus_talk::janus
