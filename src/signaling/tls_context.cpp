// SPDX-License-Identifier: MIT
#include "signaling/tls_context.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <system_error>
#include <utility>

namespace janus_talk::signaling {

namespace {

[[noreturn]] void fail(std::string text, std::string hint = {}) {
    ERR_clear_error();
    throw base::Error{{base::ExitCode::device, std::move(text), std::move(hint), {}}};
}

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

// OpenSSL's own message for a missing file is a page long.
void require_readable(const std::string& what, const std::string& path) {
    const std::unique_ptr<std::FILE, CloseFile> file{std::fopen(path.c_str(), "rb")};
    if (!file || std::fgetc(file.get()) == EOF) {
        const std::string reason = !file || std::ferror(file.get()) != 0
                                           ? std::generic_category().message(errno)
                                           : std::string{"the file is empty"};
        fail("cannot read the " + what + " " + base::harmless(path) + ": " + reason);
    }
}

bool is_set(const char* variable) noexcept {
    const char* value = std::getenv(variable); // NOLINT(concurrency-mt-unsafe): nobody changes it
    return value != nullptr && *value != '\0';
}

// Debian keeps every trusted certificate twice: in one file, which takes OpenSSL 60 to 90 ms to
// read, and in a folder by hash, from which it takes the one it needs. SSL_CERT_DIR names another
// folder.
bool has_hashed_certificates() {
    namespace fs = std::filesystem;
    const char* variable = X509_get_default_cert_dir_env();
    const char* folder = is_set(variable) ? std::getenv(variable) // NOLINT(concurrency-mt-unsafe)
                                          : X509_get_default_cert_dir();
    std::error_code error;
    const fs::directory_iterator entries{folder, error};
    return !error &&
           std::any_of(begin(entries), end(entries), [](const fs::directory_entry& entry) {
               return entry.path().extension() == ".0";
           });
}

// Never asks on the terminal; says through `asked` that a pass phrase would have been needed.
int refuse_pass_phrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* asked) noexcept {
    *static_cast<bool*>(asked) = true;
    return -1;
}

bool is_address(const char* name) noexcept {
    in6_addr address{};
    return inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1;
}

// What SSL_set_tlsext_host_name() is a macro for, without its C cast.
void announce_name(SSL* connection, std::optional<std::string> name) noexcept {
    SSL_ctrl(connection,
             SSL_CTRL_SET_TLSEXT_HOSTNAME,
             TLSEXT_NAMETYPE_host_name,
             name ? name->data() : nullptr);
}

// libwebsockets announces whatever stands before the first ':' of the Host header, which may be an
// address or a lone "[". RFC 6066 allows names only, without a final dot; some servers break off
// otherwise.
void tidy_server_name(SSL* connection) noexcept {
    const char* announced = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
    if (announced == nullptr)
        return;
    std::string_view name{announced};
    if (is_address(announced) || name.front() == '[') {
        announce_name(connection, std::nullopt);
    } else if (name.ends_with('.')) {
        name.remove_suffix(1);
        announce_name(connection, std::string{name});
    }
}

void load_trust(SSL_CTX* context, const std::optional<std::string>& ca_file) {
    if (!ca_file) {
        if (!is_set("SSL_CERT_FILE") && has_hashed_certificates())
            SSL_CTX_set_default_verify_dir(context);
        else
            SSL_CTX_set_default_verify_paths(context);
        return;
    }
    require_readable("CA file", *ca_file);
    if (SSL_CTX_load_verify_file(context, ca_file->c_str()) != 1) {
        fail("the CA file " + base::harmless(*ca_file) + " holds no certificate",
             "it must hold the authority's certificate in PEM format (\"-----BEGIN "
             "CERTIFICATE-----\")");
    }
}

void load_identity(SSL_CTX* context, const std::string& certificate, const std::string& key) {
    require_readable("certificate", certificate);
    require_readable("private key", key);
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
        fail("the file " + base::harmless(certificate) + " holds no certificate",
             "it must hold the client's certificate in PEM format (\"-----BEGIN "
             "CERTIFICATE-----\")");
    }
    bool asked = false;
    SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
    SSL_CTX_set_default_passwd_cb(context, refuse_pass_phrase);
    const bool loaded = SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1;
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    SSL_CTX_set_default_passwd_cb(context, nullptr);
    if (asked) {
        fail("the private key " + base::harmless(key) + " is protected by a pass phrase",
             "keep an unprotected copy, readable by nobody else: openssl pkey -in KEY -out COPY");
    }
    const bool is_foreign =
            ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509; // read, but of another certificate
    if (!loaded && !is_foreign)
        fail("the file " + base::harmless(key) + " holds no private key in PEM format");
    if (!loaded || SSL_CTX_check_private_key(context) != 1) {
        fail("the private key " + base::harmless(key) + " does not belong to the certificate " +
             base::harmless(certificate));
    }
}

} // namespace

TlsContext::TlsContext(const TlsFiles& files) : context_(SSL_CTX_new(TLS_client_method())) {
    if (!context_)
        fail("OpenSSL could not be initialised");
    SSL_CTX_set_min_proto_version(native(), TLS1_2_VERSION);
    SSL_CTX_set_options(native(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(native(), SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_app_data(native(), this);
    SSL_CTX_set_info_callback(native(), on_progress);
    load_trust(native(), files.ca_file);
    if (files.client_cert)
        load_identity(native(), *files.client_cert, files.client_key.value_or(*files.client_cert));
    else if (files.client_key)
        fail("a private key needs the certificate it belongs to",
             "pass the certificate with --cert");
}

TlsContext::~TlsContext() = default;

void TlsContext::on_progress(const SSL* connection, int where, int value) noexcept {
    auto* self = static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
    if ((where & SSL_CB_HANDSHAKE_START) != 0)
        tidy_server_name(const_cast<SSL*>(
                connection)); // NOLINT: OpenSSL's callback type is older than const
    if ((where & SSL_CB_READ) != 0 && (where & SSL_CB_ALERT) != 0 &&
        (value & 0xFF) != SSL_AD_CLOSE_NOTIFY) {
        self->error_ = std::string{"the server sent the alert \""} +
                       SSL_alert_desc_string_long(value) + "\"";
    }
    if (where == SSL_CB_CONNECT_EXIT && value <= 0 && self->error_.empty()) {
        const char* reason = ERR_reason_error_string(ERR_peek_last_error());
        if (reason != nullptr)
            self->error_ = reason;
    }
}

std::string TlsContext::take_error() {
    return std::exchange(error_, {});
}

} // namespace janus_talk::signaling
