// SPDX-License-Identifier: MIT
#include "signaling/proxy.hpp"

#include "base/text.hpp"
#include "signaling/host_list.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <openssl/evp.h>
#include <string_view>
#include <utility>

namespace janus_talk::signaling {

namespace {

using base::Failure;

constexpr std::uint16_t default_proxy_port = 1080; // curl's

struct Setting {
    std::string name;
    std::string value;
};

/// The first of these that is set.
std::optional<Setting> first_of(std::initializer_list<const char*> names,
                                const Environment& environment) {
    for (const char* name : names) {
        if (std::string value = environment(name); !value.empty())
            return Setting{name, std::move(value)};
    }
    return std::nullopt;
}

std::optional<Setting> setting_for(const Url& url, const Environment& environment) {
    if (url.secure)
        return first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}, environment);
    if (!environment("REQUEST_METHOD").empty())
        return first_of({"http_proxy", "all_proxy", "ALL_PROXY"}, environment);
    return first_of({"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}, environment);
}

Failure refuse(const Setting& setting, std::string reason) {
    return {base::ExitCode::usage,
            setting.name + " in the environment names no proxy that can be used: " +
                    std::move(reason) + ".",
            "Write it like http://USER:PASSWORD@proxy.example:3128, or unset it.",
            {}};
}

base::Secret basic_credentials(std::string_view user_info) {
    const std::size_t colon = std::min(user_info.find(':'), user_info.size());
    const std::string_view password =
            colon == user_info.size() ? std::string_view{} : user_info.substr(colon + 1);
    const base::Secret plain{base::percent_decoded(user_info.substr(0, colon)) + ":" +
                             base::percent_decoded(password)};
    const std::string& bytes = plain.reveal();
    std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    encoded.resize(static_cast<std::size_t>(length));
    return base::Secret{std::move(encoded)};
}

bool has_port(std::string_view host_and_port) noexcept {
    const std::size_t bracket = host_and_port.find(']');
    const std::size_t from = bracket == std::string_view::npos ? 0 : bracket;
    return host_and_port.find(':', from) != std::string_view::npos;
}

std::variant<std::optional<Proxy>, Failure> parse_proxy(const Setting& setting) {
    constexpr std::size_t longest = 1024;
    std::string_view rest = setting.value;
    if (rest.size() > longest)
        return refuse(setting, "it is too long");
    if (const std::size_t mark = rest.find("://"); mark != std::string_view::npos) {
        std::string scheme{rest.substr(0, mark)};
        std::transform(scheme.begin(), scheme.end(), scheme.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
        });
        if (scheme != "http")
            return refuse(setting, "only http:// proxies are supported, with CONNECT");
        rest.remove_prefix(mark + 3);
    }
    rest = rest.substr(0, rest.find_first_of("/?#"));
    Proxy proxy;
    if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
        proxy.credentials = basic_credentials(rest.substr(0, at));
        rest.remove_prefix(at + 1);
    }
    auto parsed = parse_url("ws://" + std::string{rest});
    if (const auto* failure = std::get_if<Failure>(&parsed))
        return refuse(setting, failure->text);
    const Url& url = std::get<Url>(parsed);
    proxy.host = url.host;
    proxy.port = has_port(rest) ? url.port : default_proxy_port;
    return proxy;
}

} // namespace

std::string Proxy::authority() const {
    return Url{.secure = false, .host = host, .port = port, .target = "/"}.authority();
}

std::string process_environment(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): see the header
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string{} : std::string{value};
}

std::variant<std::optional<Proxy>, Failure> find_proxy(const Url& url,
                                                       const Environment& environment) {
    const auto setting = setting_for(url, environment);
    if (!setting || url.is_loopback())
        return std::nullopt;
    const auto exceptions = first_of({"no_proxy", "NO_PROXY"}, environment);
    if (exceptions && is_listed(exceptions->value, url))
        return std::nullopt;
    return parse_proxy(*setting);
}

} // namespace janus_talk::signaling
