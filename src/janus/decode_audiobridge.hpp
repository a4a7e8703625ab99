// SPDX-License-Identifier: MIT
#pragma once

#include "janus/audiobridge_event.hpp"
#include "janus/fields.hpp"

namespace janus_talk::janus {

/// Understands `plugindata.data` of the AudioBridge.
[[nodiscard]] AudioBridgeEvent decode_audiobridge(const Fields& data);

} // namespace janus_talk::janus
