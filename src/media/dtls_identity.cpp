// SPDX-License-Identifier: MIT
// OpenSSL 3 calls the RSA method interface deprecated, but offers nothing else that reaches
// RSA_generate_key_ex.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "media/dtls_identity.hpp"

#include "media/gst_ptr.hpp"

#include <array>
#include <condition_variable>
#include <mutex>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <thread>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

template <auto Free>
struct Release {
    template <typename T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free>>;

// Browsers use the same: long enough for any conference, useless soon after.
constexpr long certificate_lifetime_s = 30L * 24 * 3600;
// The peer's clock may be behind.
constexpr long certificate_backdating_s = -24L * 3600;

bool set_serial(X509* certificate) {
    const Number serial{BN_new()};
    return serial && BN_rand(serial.get(), 64, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_subject(X509* certificate) {
    // A fixed name: it tells an observer nothing.
    constexpr std::array<unsigned char, 6> name{'W', 'e', 'b', 'R', 'T', 'C'};
    X509_NAME* subject = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_NID(
                   subject, NID_commonName, MBSTRING_ASC, name.data(), name.size(), -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1;
}

std::string make_pem() {
    const Key key{EVP_EC_gen("P-256")};
    const Certificate certificate{X509_new()};
    const Memory text{BIO_new(BIO_s_mem())};
    const bool ok = key && certificate && text &&
                    X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    set_serial(certificate.get()) && set_subject(certificate.get()) &&
                    X509_gmtime_adj(X509_getm_notBefore(certificate.get()),
                                    certificate_backdating_s) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(certificate.get()),
                                    certificate_lifetime_s) != nullptr &&
                    X509_set_pubkey(certificate.get(), key.get()) == 1 &&
                    X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0 &&
                    PEM_write_bio_X509(text.get(), certificate.get()) == 1 &&
                    PEM_write_bio_PrivateKey(
                            text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
    if (!ok)
        return {};
    const char* data = nullptr;
    const long size = BIO_get_mem_data(text.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

// True only in the preparing thread, while it creates the first dtlsdec.
thread_local bool dummy_key_wanted = false;

int make_dummy_key(RSA* key, int bits, const BIGNUM* exponent) {
    Number modulus{BN_new()};
    Number e{BN_dup(exponent)};
    Number d{BN_new()};
    if (!modulus || !e || !d ||
        BN_rand(modulus.get(), bits, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD) != 1 ||
        BN_rand(d.get(), bits - 2, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD) != 1 ||
        RSA_set0_key(key, modulus.get(), e.get(), d.get()) != 1)
        return 0;
    // NOLINTBEGIN(bugprone-unused-return-value): RSA_set0_key has taken them over.
    modulus.release();
    e.release();
    d.release();
    // NOLINTEND(bugprone-unused-return-value)
    return 1;
}

int generate_key(RSA* key, int bits, BIGNUM* exponent, BN_GENCB* progress) noexcept {
    RSA_set_method(key, RSA_PKCS1_OpenSSL());
    if (dummy_key_wanted)
        return make_dummy_key(key, bits, exponent);
    return RSA_generate_multi_prime_key(key, bits, 2, exponent, progress);
}

bool is_tested_combination() {
    guint major = 0;
    guint minor = 0;
    guint micro = 0;
    guint nano = 0;
    gst_version(&major, &minor, &micro, &nano);
    return major == 1 && minor == 22 && OPENSSL_version_major() == 3;
}

void create_first_dtlsdec() {
    GstElement* element = gst_element_factory_make("dtlsdec", nullptr);
    if (element != nullptr)
        gst_object_unref(gst_object_ref_sink(element));
}

void create_first_dtlsdec_with_dummy_key() {
    const RSA_METHOD* before = RSA_get_default_method();
    // Never freed: a key that another thread makes at this very moment keeps the pointer.
    static RSA_METHOD* const hooked = RSA_meth_dup(before);
    if (hooked == nullptr || RSA_meth_set_keygen(hooked, generate_key) != 1) {
        create_first_dtlsdec();
        return;
    }
    dummy_key_wanted = true;
    RSA_set_default_method(hooked);
    create_first_dtlsdec();
    RSA_set_default_method(before);
    dummy_key_wanted = false;
}

/// OpenSSL makes its generators on first use. When that happens in two threads at once (this room's
/// and TLS signalling's), one set is lost.
void create_random_generator() {
    unsigned char byte = 0;
    RAND_bytes(&byte, 1);
    RAND_priv_bytes(&byte, 1);
}

} // namespace

class DtlsIdentity::Impl {
public:
    Impl() {
        create_random_generator();
        thread_ = std::thread([this] { prepare(); });
    }

    ~Impl() { thread_.join(); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    void when_ready(const loop::Mailbox::Sender& mailbox, std::function<void()> work) {
        const std::lock_guard lock{mutex_};
        if (ready_) {
            mailbox.post(std::move(work));
        } else {
            waiting_.emplace_back([mailbox, work = std::move(work)] { mailbox.post(work); });
        }
    }

    const std::string& pem() {
        std::unique_lock lock{mutex_};
        prepared_.wait(lock, [this] { return ready_; });
        return pem_;
    }

private:
    void prepare() {
        std::string pem = is_tested_combination() ? make_pem() : std::string{};
        if (pem.empty()) {
            create_first_dtlsdec();
        } else {
            create_first_dtlsdec_with_dummy_key();
        }
        const std::lock_guard lock{mutex_};
        pem_ = std::move(pem);
        ready_ = true;
        prepared_.notify_all();
        for (const auto& post : waiting_)
            post();
        waiting_.clear();
    }

    std::mutex mutex_;
    std::condition_variable prepared_;
    bool ready_ = false;
    std::string pem_;
    std::vector<std::function<void()>> waiting_;
    std::thread thread_;
};

DtlsIdentity::DtlsIdentity() : impl_(std::make_unique<Impl>()) {}

DtlsIdentity::~DtlsIdentity() = default;

void DtlsIdentity::when_ready(const loop::Mailbox::Sender& mailbox,
                              std::function<void()> work) const {
    impl_->when_ready(mailbox, std::move(work));
}

const std::string& DtlsIdentity::pem() const {
    return impl_->pem();
}

} // namespace janus_talk::media
