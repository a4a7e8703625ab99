// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string>
#include <vector>

namespace janus_talk::test {

/// A folder that goes when the test goes.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const {
        return (path_ / name).string();
    }

    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& content) const;

private:
    std::filesystem::path path_;
};

struct FreeKey {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};

struct FreeCertificate {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};

/// A key and the certificate that belongs to it.
struct Identity {
    std::unique_ptr<EVP_PKEY, FreeKey> key;
    std::unique_ptr<X509, FreeCertificate> certificate;

    [[nodiscard]] std::string certificate_pem() const;
    /// @param pass_phrase protects the key when not empty
    [[nodiscard]] std::string key_pem(const std::string& pass_phrase = {}) const;
};

struct IdentityWishes {
    /// "localhost", "*.example.org", "127.0.0.1", "::1".
    std::vector<std::string> names;
    /// Days from now; negative is the past.
    int from_day = -1;
    int to_day = 30;
};

/// A certificate authority that exists only inside a test.
class TlsAuthority {
public:
    explicit TlsAuthority(const std::string& name = "janus-talk test authority");

    [[nodiscard]] Identity issue(const IdentityWishes& wishes) const;
    [[nodiscard]] static Identity self_signed(const IdentityWishes& wishes);

    [[nodiscard]] const Identity& root() const noexcept { return root_; }

private:
    Identity root_;
};

} // namespace janus_talk::test
