// SPDX-License-Identifier: MIT
#include "signaling/certificate.hpp"

#include "base/text.hpp"

#include <array>
#include <ctime>
#include <memory>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string>
#include <string_view>
#include <utility>

namespace janus_talk::signaling {

namespace {

using base::Failure;

std::string date_of(const std::tm& time) {
    std::array<char, 16> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d", &time);
    return {text.data(), length};
}

std::string date_of(const ASN1_TIME* time) {
    std::tm parts{};
    return ASN1_TIME_to_tm(time, &parts) == 1 ? date_of(parts) : "an unreadable date";
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    return date_of(parts);
}

struct FreeNames {
    void operator()(GENERAL_NAMES* names) const noexcept { GENERAL_NAMES_free(names); }
};

std::string_view bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(
                    ASN1_STRING_get0_data(text)), // NOLINT: OpenSSL's char is unsigned
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// "a.example, b.example": whom the certificate is for. Untrusted, so made harmless.
std::string names_in(X509* certificate) {
    constexpr int most = 3;
    const std::unique_ptr<GENERAL_NAMES, FreeNames> names{static_cast<GENERAL_NAMES*>(
            X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::string listed;
    const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
    for (int index = 0; index < count; ++index) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), index);
        if (name->type != GEN_DNS)
            continue;
        listed += (listed.empty() ? "" : ", ") + base::harmless(bytes_of(name->d.dNSName), 64);
        if (index + 1 >= most)
            break;
    }
    return listed;
}

Failure refusal(const Url& url, const std::string& what, std::string hint) {
    return {base::ExitCode::unreachable,
            "the certificate of " + url.authority() + " is not accepted: " + what,
            std::move(hint),
            {}};
}

Failure wrong_name(X509* certificate, const Url& url) {
    const std::string names = names_in(certificate);
    return refusal(url,
                   "hostname mismatch, it is not for \"" + url.host + "\"" +
                           (names.empty() ? "" : " but for " + names),
                   "use the name that the certificate is for, if it is the server you mean");
}

Failure wrong_chain(int error, X509* certificate, const Url& url) {
    const std::string trust_hint =
            "pass the certificate of the server's authority with --cacert; --insecure "
            "connects without proof of who the server is";
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return refusal(url,
                       "it expired on " + date_of(X509_get0_notAfter(certificate)) +
                               " (the date of this machine is " + today() + ")",
                       "the server's administrator must renew it, unless the clock of this machine "
                       "is wrong");
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return refusal(url,
                       "it is not valid before " + date_of(X509_get0_notBefore(certificate)) +
                               " (the date of this machine is " + today() + ")",
                       "check the clock of this machine");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return refusal(url, "it is self-signed", trust_hint);
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: // one that only has the name of a known CA
        return refusal(url, "it is signed by an unknown CA (authority)", trust_hint);
    default:
        return refusal(url, X509_verify_cert_error_string(error), "");
    }
}

bool is_for(X509* certificate, const Url& url) {
    std::string_view name{url.host};
    if (url.is_ipv6())
        name = name.substr(0, name.find('%'));
    else if (name.ends_with('.'))
        name.remove_suffix(1);
    const std::string wanted{name};
    const int as_address = X509_check_ip_asc(certificate, wanted.c_str(), 0);
    constexpr int not_an_address = -2;
    if (as_address != not_an_address)
        return as_address == 1;
    const int as_name = X509_check_host(certificate,
                                        wanted.data(),
                                        wanted.size(),
                                        X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
                                        nullptr);
    return as_name == 1;
}

} // namespace

std::optional<base::Failure>
refuse_certificate(X509_STORE_CTX* chain, bool chain_is_fine, const Url& url) {
    X509* certificate = X509_STORE_CTX_get_current_cert(chain);
    if (!chain_is_fine)
        return wrong_chain(X509_STORE_CTX_get_error(chain), certificate, url);
    const bool is_the_servers = X509_STORE_CTX_get_error_depth(chain) == 0;
    if (!is_the_servers || is_for(certificate, url))
        return std::nullopt;
    X509_STORE_CTX_set_error(chain, X509_V_ERR_HOSTNAME_MISMATCH);
    return wrong_name(certificate, url);
}

} // namespace janus_talk::signaling
