// SPDX-License-Identifier: MIT
#pragma once

#include "json/document.hpp"
#include "json/writer.hpp"

namespace janus_talk::json {

/// Writes a parsed value with everything in it as the next value of `writer`, which makes text from
/// outside compact, valid UTF-8 and harmless to a terminal. Integers keep every digit; other
/// numbers are written as the shortest text of the same double.
/// @pre no deeper than Limits::depth, as every parsed document is
void copy(Writer& writer, Value value);

} // namespace janus_talk::json
