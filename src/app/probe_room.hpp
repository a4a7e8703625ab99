// SPDX-License-Identifier: MIT
#pragma once

#include "app/probe.hpp"
#include "base/failure.hpp"

#include <optional>

namespace janus_talk::app {

/// A private room with a PIN and a secret that nobody else knows, for the time of one probe. Made
/// and destroyed over connections of its own, so that it goes even when those of the participants
/// are broken.
class ProbeRoom {
public:
    /// Puts its id and PIN into `options`.
    explicit ProbeRoom(ProbeOptions& options);

    /// @throws base::Error: it could not be made
    void make();

    /// What went wrong, if anything did.
    [[nodiscard]] std::optional<base::Failure> destroy();

private:
    [[nodiscard]] std::optional<base::Failure> ask(const janus::AudioBridgeRequest& request,
                                                   std::string doing) const;

    const ProbeOptions& options_;
    base::Secret secret_;
    bool number_is_ours_;
};

/// Prints what a probe would send: the room it makes, both participants, and the end of the room.
/// The room has another number each time. @throws base::Error usage, as probing would
[[nodiscard]] base::ExitCode print_probe_requests(ProbeOptions options);

} // namespace janus_talk::app
