// SPDX-License-Identifier: MIT
#pragma once

#include "janus/audiobridge_request.hpp"
#include "json/writer.hpp"

namespace janus_talk::janus {

/// Writes the body of a plug-in message as one JSON object.
void encode_audiobridge(json::Writer& writer, const AudioBridgeRequest& request);

} // namespace janus_talk::janus
