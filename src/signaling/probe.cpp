// SPDX-License-Identifier: MIT
#include "signaling/probe.hpp"

#include "base/text.hpp"
#include "signaling/certificate.hpp"
#include "signaling/tls_context.hpp"

#include <array>
#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace janus_talk::signaling {

namespace {

using Clock = std::chrono::steady_clock;
using core::TcpEvidence;
using core::TlsEvidence;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}

    ~Descriptor() {
        if (number_ >= 0)
            close(number_);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

    Descriptor& operator=(Descriptor&&) = delete;

    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_;
};

/// False when `deadline` comes first.
bool wait_for(int descriptor, short events, Clock::time_point deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0)
            return false;
        pollfd one{descriptor, events, 0};
        const int ready = poll(&one, 1, static_cast<int>(left.count()));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
}

struct Connection {
    Descriptor descriptor{-1};
    /// errno; 0: connected.
    int error = 0;
};

struct FreeAddresses {
    void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};

Connection connect_to(const std::string& address, std::uint16_t port, Clock::time_point deadline) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
        return {Descriptor{-1}, EADDRNOTAVAIL};
    const std::unique_ptr<addrinfo, FreeAddresses> owned{found};
    Descriptor descriptor{socket(
            found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, found->ai_protocol)};
    if (descriptor.number() < 0)
        return {Descriptor{-1}, errno};
    if (connect(descriptor.number(), found->ai_addr, found->ai_addrlen) == 0)
        return {std::move(descriptor), 0};
    if (errno != EINPROGRESS)
        return {Descriptor{-1}, errno};
    if (!wait_for(descriptor.number(), POLLOUT, deadline))
        return {Descriptor{-1}, ETIMEDOUT};
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(descriptor.number(), SOL_SOCKET, SO_ERROR, &error, &size);
    return {std::move(descriptor), error};
}

std::string name_of_entry(X509_NAME* name, int what) {
    std::array<char, 256> text{};
    const int length =
            X509_NAME_get_text_by_NID(name, what, text.data(), static_cast<int>(text.size()));
    return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : std::string{};
}

/// The common name, or what stands for it.
std::string shown_name(X509_NAME* name) {
    for (const int what : {NID_commonName, NID_organizationName}) {
        if (auto text = name_of_entry(name, what); !text.empty())
            return text;
    }
    return "somebody without a name";
}

void read_certificate(X509* certificate, TlsEvidence& evidence) {
    evidence.subject = shown_name(X509_get_subject_name(certificate));
    evidence.issuer = shown_name(X509_get_issuer_name(certificate));
    const ASN1_TIME* end = X509_get0_notAfter(certificate);
    std::tm parts{};
    if (ASN1_TIME_to_tm(end, &parts) == 1) {
        std::array<char, 16> text{};
        evidence.expires.assign(text.data(),
                                std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts));
    }
    int days = 0;
    int seconds = 0;
    if (ASN1_TIME_diff(&days, &seconds, nullptr, end) == 1)
        evidence.days_left = days;
}

/// What OpenSSL's verification is shown, and what comes of it.
struct Judgement {
    const Url& url;
    TlsEvidence& evidence;
};

int judgement_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

/// Nothing is refused here: the handshake is to go on, so that all of it is seen.
int on_certificate(int chain_is_fine, X509_STORE_CTX* chain) noexcept {
    const auto* ssl = static_cast<const SSL*>(
            X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
    const auto& judgement = *static_cast<Judgement*>(SSL_get_ex_data(ssl, judgement_index()));
    if (!judgement.evidence.refusal)
        judgement.evidence.refusal = refuse_certificate(chain, chain_is_fine == 1, judgement.url);
    return 1;
}

std::string last_tls_error(int system_error) {
    const unsigned long error = ERR_peek_last_error();
    const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
    if (reason != nullptr)
        return reason;
    return system_error == 0 ? "the server hung up" : std::generic_category().message(system_error);
}

/// "wrong version number" and its like: the first bytes were no TLS record.
bool was_no_tls() {
    const unsigned long error = ERR_peek_last_error();
    if (ERR_GET_LIB(error) != ERR_LIB_SSL)
        return false;
    const int reason = ERR_GET_REASON(error);
    return reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
           reason == SSL_R_HTTPS_PROXY_REQUEST || reason == SSL_R_PACKET_LENGTH_TOO_LONG;
}

struct FreeSsl {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};

void shake_hands(SSL* ssl, int descriptor, Clock::time_point deadline, TlsEvidence& evidence) {
    for (;;) {
        ERR_clear_error();
        errno = 0;
        const int done = SSL_connect(ssl);
        if (done == 1) {
            evidence.version = SSL_get_version(ssl);
            return;
        }
        const int system_error = errno;
        const int why = SSL_get_error(ssl, done);
        const bool wants = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
        if (!wants) {
            evidence.is_not_tls = was_no_tls();
            evidence.error = last_tls_error(system_error);
            return;
        }
        const bool reads = why == SSL_ERROR_WANT_READ;
        if (!wait_for(descriptor, reads ? POLLIN : POLLOUT, deadline)) {
            evidence.error = "no answer";
            return;
        }
    }
}

} // namespace

TcpEvidence
probe_tcp(const std::string& address, std::uint16_t port, std::chrono::milliseconds limit) {
    using End = TcpEvidence::End;
    TcpEvidence evidence;
    evidence.address = base::host_and_port(address, std::to_string(port));
    const int error = connect_to(address, port, Clock::now() + limit).error;
    if (error == 0)
        return evidence;
    evidence.error = error == ETIMEDOUT ? "no answer" : std::generic_category().message(error);
    switch (error) {
    case ECONNREFUSED:
        evidence.end = End::refused;
        break;
    case ETIMEDOUT:
        evidence.end = End::silent;
        break;
    case ENETUNREACH:
    case EHOSTUNREACH:
        evidence.end = End::unreachable;
        break;
    default:
        evidence.end = End::other;
    }
    return evidence;
}

TlsEvidence probe_tls(const TlsProbe& probe) {
    const auto deadline = Clock::now() + probe.limit;
    const TlsContext context{{probe.ca_file, probe.client_cert, probe.client_key}};
    TlsEvidence evidence;
    const Connection connection = connect_to(probe.address, probe.url.port, deadline);
    if (connection.error != 0) {
        evidence.error = std::generic_category().message(connection.error);
        return evidence;
    }
    const std::unique_ptr<SSL, FreeSsl> ssl{SSL_new(context.native())};
    Judgement judgement{probe.url, evidence};
    SSL_set_ex_data(ssl.get(), judgement_index(), &judgement);
    SSL_set_verify(ssl.get(), SSL_VERIFY_PEER, on_certificate);
    // What SSL_set_tlsext_host_name() is a macro for, without its C cast.
    std::string name = probe.url.host;
    SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    SSL_set_fd(ssl.get(), connection.descriptor.number());
    shake_hands(ssl.get(), connection.descriptor.number(), deadline, evidence);
    if (X509* certificate = SSL_get0_peer_certificate(ssl.get()))
        read_certificate(certificate, evidence);
    ERR_clear_error();
    return evidence;
}

} // namespace janus_talk::signaling
