// SPDX-License-Identifier: MIT
#include "loop/resolver.hpp"

#include "base/text.hpp"
#include "loop/glib_ptr.hpp"
#include "loop/timer.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstddef>
#include <netinet/in.h>
#include <utility>

namespace janus_talk::loop {

namespace {

using OnAnswer = std::function<void(const Resolver::Answer&)>;

// Lives until GLib calls back, which it also does after a cancellation: that is why it isn't the
// Resolver.
struct Lookup {
    std::string host;
    OnAnswer on_answer;
    ObjectPtr<GCancellable> cancellable{g_cancellable_new()};
};

struct FreeAddresses {
    void operator()(GList* list) const noexcept { g_resolver_free_addresses(list); }
};

base::Failure failure_of(const std::string& host, const GError* error) {
    const std::string shown = "\"" + base::harmless(host) + "\"";
    const bool from_resolver = error != nullptr && error->domain == G_RESOLVER_ERROR;
    if (from_resolver && error->code == G_RESOLVER_ERROR_TEMPORARY_FAILURE) {
        return {base::ExitCode::unreachable,
                "the name server gave no answer for host " + shown,
                "check the network connection and the name server of this machine",
                {}};
    }
    if (from_resolver && error->code == G_RESOLVER_ERROR_NOT_FOUND) {
        return {base::ExitCode::unreachable,
                "there is no host with the name " + shown,
                "check the spelling of the host in the URL",
                {}};
    }
    const std::string reason = error == nullptr ? "no address" : base::harmless(error->message);
    return {base::ExitCode::unreachable,
            "host " + shown + " could not be resolved: " + reason,
            "",
            {}};
}

Addresses to_strings(const GList* list) {
    Addresses addresses;
    for (const GList* item = list; item != nullptr; item = item->next) {
        const CharPtr text{g_inet_address_to_string(static_cast<GInetAddress*>(item->data))};
        addresses.emplace_back(text.get());
    }
    return addresses;
}

void on_resolved(GObject* resolver, GAsyncResult* result, gpointer data) noexcept {
    const std::unique_ptr<std::shared_ptr<Lookup>> owner{
            static_cast<std::shared_ptr<Lookup>*>(data)};
    Lookup& lookup = **owner;
    GError* error = nullptr;
    const std::unique_ptr<GList, FreeAddresses> list{g_resolver_lookup_by_name_with_flags_finish(
            reinterpret_cast<GResolver*>(resolver),
            result,
            &error)}; // NOLINT: G_RESOLVER() without the check
    const ErrorPtr failure{error};
    if (!lookup.on_answer)
        return; // cancelled
    const OnAnswer on_answer = std::exchange(lookup.on_answer, nullptr);
    Addresses addresses = interleave_families(to_strings(list.get()));
    if (addresses.empty()) {
        on_answer(failure_of(lookup.host, failure.get()));
    } else {
        on_answer(std::move(addresses));
    }
}

// "fe80::1%eth0" counts: GLib would lose the interface.
bool is_numeric(const std::string& host) noexcept {
    in6_addr address{};
    if (inet_pton(AF_INET, host.c_str(), &address) == 1)
        return true;
    return inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &address) == 1;
}

bool is_ipv6(const std::string& address) noexcept {
    return address.find(':') != std::string::npos;
}

} // namespace

Addresses interleave_families(const Addresses& addresses) {
    if (addresses.empty())
        return {};
    const bool first_is_ipv6 = is_ipv6(addresses.front());
    Addresses first;
    Addresses second;
    for (const std::string& address : addresses) {
        (is_ipv6(address) == first_is_ipv6 ? first : second).push_back(address);
    }
    Addresses mixed;
    for (std::size_t turn = 0; turn < std::max(first.size(), second.size()); ++turn) {
        if (turn < first.size())
            mixed.push_back(first[turn]);
        if (turn < second.size())
            mixed.push_back(second[turn]);
    }
    return mixed;
}

struct Resolver::Impl {
    explicit Impl(const MainLoop& loop) : soon(loop, [this] { answer_numeric(); }) {}

    void answer_numeric() {
        const std::shared_ptr<Lookup> numeric = std::exchange(lookup, nullptr);
        numeric->on_answer(Addresses{numeric->host});
    }

    void ask_glib() const {
        auto owner = std::make_unique<std::shared_ptr<Lookup>>(lookup);
        g_resolver_lookup_by_name_with_flags_async(resolver.get(),
                                                   lookup->host.c_str(),
                                                   G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT,
                                                   lookup->cancellable.get(),
                                                   on_resolved,
                                                   owner.release());
    }

    ObjectPtr<GResolver> resolver{g_resolver_get_default()};
    std::shared_ptr<Lookup> lookup;
    Timer soon;
};

Resolver::Resolver(const MainLoop& loop) : impl_(std::make_unique<Impl>(loop)) {}

Resolver::~Resolver() {
    cancel();
}

void Resolver::resolve(const std::string& host, std::function<void(const Answer&)> on_answer) {
    cancel();
    impl_->lookup = std::make_shared<Lookup>(Lookup{host, std::move(on_answer)});
    if (is_numeric(host)) {
        impl_->soon.arm_now();
    } else {
        impl_->ask_glib();
    }
}

void Resolver::cancel() noexcept {
    if (!impl_->lookup)
        return;
    impl_->soon.disarm();
    impl_->lookup->on_answer = nullptr;
    g_cancellable_cancel(impl_->lookup->cancellable.get());
    impl_->lookup.reset();
}

} // namespace janus_talk::loop
