// SPDX-License-Identifier: MIT
#include "support/tls_authority.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace janus_talk::test {

namespace {

void require(bool fine, const char* what) {
    if (!fine)
        throw std::runtime_error(what);
}

Identity new_key() {
    Identity identity;
    identity.key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    require(identity.key != nullptr, "key generation");
    return identity;
}

std::string text_of(BIO* memory) {
    char* data = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(memory, &data));
    std::string text{data, size};
    BIO_free(memory);
    return text;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    require(extension != nullptr, "certificate extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

std::string alternative_names(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) {
        in6_addr address{};
        const bool is_address = inet_pton(AF_INET, name.c_str(), &address) == 1 ||
                                inet_pton(AF_INET6, name.c_str(), &address) == 1;
        list += (list.empty() ? "" : ",") + std::string(is_address ? "IP:" : "DNS:") + name;
    }
    return list;
}

// Not signed yet.
Identity
new_certificate(const std::string& common_name, const IdentityWishes& wishes, X509* issuer) {
    static std::atomic<long> serial{1};
    constexpr long day = 86400;
    Identity identity = new_key();
    identity.certificate.reset(X509_new());
    X509* certificate = identity.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), wishes.from_day * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate), wishes.to_day * day);
    X509_NAME* name = X509_get_subject_name(certificate);
    const auto* bytes = reinterpret_cast<const unsigned char*>(common_name.c_str());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes, -1, -1, 0);
    X509_set_issuer_name(certificate, issuer == nullptr ? name : X509_get_subject_name(issuer));
    X509_set_pubkey(certificate, identity.key.get());
    if (!wishes.names.empty())
        add_extension(
                certificate, certificate, NID_subject_alt_name, alternative_names(wishes.names));
    return identity;
}

void sign(X509* certificate, EVP_PKEY* key) {
    require(X509_sign(certificate, key, EVP_sha256()) > 0, "signing");
}

} // namespace

TemporaryFolder::TemporaryFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "janus-talk-test-XXXXXX";
    require(mkdtemp(pattern.data()) != nullptr, "temporary folder");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& content) const {
    std::ofstream{file(name), std::ios::binary} << content;
    return file(name);
}

std::string Identity::certificate_pem() const {
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, certificate.get());
    return text_of(memory);
}

std::string Identity::key_pem(const std::string& pass_phrase) const {
    BIO* memory = BIO_new(BIO_s_mem());
    const EVP_CIPHER* cipher = pass_phrase.empty() ? nullptr : EVP_aes_128_cbc();
    PEM_write_bio_PKCS8PrivateKey(memory,
                                  key.get(),
                                  cipher,
                                  pass_phrase.data(),
                                  static_cast<int>(pass_phrase.size()),
                                  nullptr,
                                  nullptr);
    return text_of(memory);
}

TlsAuthority::TlsAuthority(const std::string& name) : root_(new_certificate(name, {}, nullptr)) {
    X509* certificate = root_.certificate.get();
    add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    sign(certificate, root_.key.get());
}

Identity TlsAuthority::issue(const IdentityWishes& wishes) const {
    Identity identity = new_certificate("janus-talk test", wishes, root_.certificate.get());
    sign(identity.certificate.get(), root_.key.get());
    return identity;
}

Identity TlsAuthority::self_signed(const IdentityWishes& wishes) {
    Identity identity = new_certificate("janus-talk test, self-signed", wishes, nullptr);
    sign(identity.certificate.get(), identity.key.get());
    return identity;
}

} // namespace janus_talk::test
