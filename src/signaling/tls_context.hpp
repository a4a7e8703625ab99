// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <openssl/ssl.h>
#include <optional>
#include <string>
#include <string_view>

// Private to this room: OpenSSL.

namespace janus_talk::signaling {

/// What a TLS client brings along. Paths, PEM format.
struct TlsFiles {
    /// Authorities to trust *instead of* the system's.
    std::optional<std::string> ca_file;
    /// Certificate, with its chain, that proves who we are.
    std::optional<std::string> client_cert;
    /// Its private key; when absent it is expected in `client_cert`.
    std::optional<std::string> client_key;

    bool operator==(const TlsFiles&) const = default;
};

/// The OpenSSL settings of our connections: TLS 1.2 or later, HTTP/1.1, trust as told.
/// libwebsockets could make one itself, but then it would also trust a folder "../share" below the
/// working directory, ask for pass phrases on the terminal, and go on when a file can't be read.
class TlsContext {
public:
    /// Without `ca_file` the system's store is used; OpenSSL lets SSL_CERT_FILE and SSL_CERT_DIR
    /// replace it.
    /// @throws base::Error (class `device`) for a file that is missing, unreadable or not what it
    /// should be.
    explicit TlsContext(const TlsFiles& files);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;
    TlsContext(TlsContext&&) = delete;
    TlsContext& operator=(TlsContext&&) = delete;

    [[nodiscard]] SSL_CTX* native() const noexcept { return context_.get(); }

    /// Why TLS failed last, in OpenSSL's words, or empty; forgets it. libwebsockets throws the
    /// reason away, so it is picked up while OpenSSL still has it.
    [[nodiscard]] std::string take_error();

private:
    static void on_progress(const SSL* connection, int where, int value) noexcept;

    struct Free {
        void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    };

    std::unique_ptr<SSL_CTX, Free> context_;
    std::string error_;
};

} // namespace janus_talk::signaling
