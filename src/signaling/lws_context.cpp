// SPDX-License-Identifier: MIT
#include "signaling/lws_context.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "signaling/event_loop_plugin.hpp"
#include "signaling/link.hpp"
#include "signaling/lws_context_impl.hpp"

#include <array>
#include <utility>

namespace janus_talk::signaling {

namespace {

// libwebsockets has one log function for the process and gives it no user data.
LogSink current_sink; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables,cert-err58-cpp)
bool muted = false;   // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

LogLevel level_of(int level) noexcept {
    if (level == LLL_ERR)
        return LogLevel::error;
    return level == LLL_WARN ? LogLevel::warning : LogLevel::notice;
}

void emit(int level, const char* line) noexcept {
    if (!current_sink || muted)
        return;
    std::string_view text{line};
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    current_sink(level_of(level), "libwebsockets: " + base::harmless(text));
}

[[noreturn]] void give_up(std::string text) {
    throw base::Error{{base::ExitCode::internal, std::move(text), "", {}}};
}

// Only a backstop: our own timers are shorter and dependable (libwebsockets' sleep in an idle
// loop).
constexpr unsigned backstop_secs = 120;

// One read takes a whole TLS record (16384 bytes). With the default of 4096, what OpenSSL has
// decrypted and libwebsockets has not read can outlive the connection's readable state, for example
// after a close frame, and libwebsockets 4.1 then spins for ever inside one call.
constexpr unsigned read_size = 16384 + 256;

} // namespace

LwsContext::Impl::Impl(const loop::MainLoop& main_loop, LwsContextOptions wanted)
    : loop(main_loop), options(std::move(wanted)) {
    require_event_loop_plugin();
    current_sink = options.log;
    lws_set_log_level(LLL_ERR | LLL_WARN | LLL_NOTICE, emit);

    std::array<void*, 1> loops{loop.native()};
    lws_context_creation_info info{};
    info.port = CONTEXT_PORT_NO_LISTEN;
    info.options = LWS_SERVER_OPTION_GLIB | LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
    if (options.tls)
        info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    info.foreign_loops = loops.data();
    info.fd_limit_per_thread = most_connections;
    info.timeout_secs = backstop_secs;
    info.pt_serv_buf_size = read_size;
    context = lws_create_context(&info);
    if (context == nullptr)
        give_up("libwebsockets could not be initialised");
    plain.handle = make_vhost(nullptr);
}

LwsContext::Impl::~Impl() {
    if (context != nullptr)
        lws_context_destroy(context);
    current_sink = nullptr;
}

lws_vhost* LwsContext::Impl::make_vhost(SSL_CTX* tls) const {
    lws_context_creation_info info{};
    info.port = CONTEXT_PORT_NO_LISTEN;
    info.protocols = link_protocols();
    info.connect_timeout_secs = backstop_secs;
    // An empty proxy keeps libwebsockets from reading $http_proxy: see Tunnel. It complains about
    // the empty one, which is nobody's business.
    info.http_proxy_address = "";
    if (tls != nullptr) {
        info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
        info.provided_client_ssl_ctx = tls;
    }
    muted = true;
    lws_vhost* vhost = lws_create_vhost(context, &info);
    muted = false;
    if (vhost == nullptr)
        give_up("libwebsockets could not prepare a connection");
    return vhost;
}

Vhost& LwsContext::Impl::secure_vhost(const TlsFiles& files) {
    if (!options.tls)
        give_up("wss:// was not announced to LwsContext");
    for (auto& [known, vhost] : secure) {
        if (known == files)
            return vhost;
    }
    auto tls = std::make_unique<TlsContext>(files);
    lws_vhost* handle = make_vhost(tls->native());
    return secure.emplace_back(files, Vhost{std::move(tls), handle}).second;
}

void LwsContext::Impl::log(LogLevel level, std::string_view line) const {
    if (options.log)
        options.log(level, base::harmless(line));
}

LwsContext::LwsContext(const loop::MainLoop& loop, LwsContextOptions options)
    : impl_(std::make_unique<Impl>(loop, std::move(options))) {}

LwsContext::~LwsContext() = default;

} // namespace janus_talk::signaling
