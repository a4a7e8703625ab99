// SPDX-License-Identifier: MIT
#pragma once

#include "core/diagnosis.hpp"
#include "signaling/url.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

// One step of a connection at a time, for `doctor`: what libwebsockets does in one go, and tells as
// one failure. These block, and use nothing but their arguments: a thread of their own may be given
// up at any moment.

namespace janus_talk::signaling {

/// Connects to one numeric address and hangs up.
[[nodiscard]] core::TcpEvidence
probe_tcp(const std::string& address, std::uint16_t port, std::chrono::milliseconds limit);

struct TlsProbe {
    Url url;
    /// Numeric.
    std::string address;
    std::optional<std::string> ca_file;
    std::optional<std::string> client_cert;
    std::optional<std::string> client_key;
    std::chrono::milliseconds limit{5000};
};

/// Makes a TLS connection to one address, looks at the certificate, and hangs up. `insecure` is the
/// caller's. @throws base::Error (device) for a file that can't be used
[[nodiscard]] core::TlsEvidence probe_tls(const TlsProbe& probe);

} // namespace janus_talk::signaling
