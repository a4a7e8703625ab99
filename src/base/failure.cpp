// SPDX-License-Identifier: MIT
#include "base/failure.hpp"

#include <utility>

namespace janus_talk::base {

Error::Error(Failure failure) : std::runtime_error(failure.text), failure_(std::move(failure)) {}

} // namespace janus_talk::base
