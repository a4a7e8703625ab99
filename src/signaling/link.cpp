// SPDX-License-Identifier: MIT
#include "signaling/link.hpp"

#include "signaling/certificate.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

namespace janus_talk::signaling {

namespace {

constexpr const char* protocol_name = "janus-talk";

// Whole messages leave in one write; the default is 4 kB per turn of the loop.
constexpr std::size_t write_size = std::size_t{128} * 1024;

// All zero switches libwebsockets' own validity check off (see Heartbeat). It keeps the pointer.
constexpr lws_retry_bo_t no_validity_check{};

constexpr int close_it = -1;

int error_of(int socket) noexcept {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

TcpState tcp_state_of(int socket) noexcept {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return TcpState::unknown;
    switch (info.tcpi_state) {
    case TCP_ESTABLISHED:
        return TcpState::alive;
    case TCP_CLOSE:
        return TcpState::reset;
    default:
        return TcpState::finished;
    }
}

// Nothing of it may go on, and no certificate is good enough; but see on_piece().
int answer_for_abandoned(lws_callback_reasons reason) noexcept {
    switch (reason) {
    case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
        return 1;
    case LWS_CALLBACK_CLIENT_RECEIVE:
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
        return 0;
    default:
        return close_it;
    }
}

} // namespace

Outgoing::Outgoing(std::string_view text) : buffer_(LWS_PRE + text.size()) {
    std::copy(text.begin(), text.end(), buffer_.begin() + LWS_PRE);
}

const lws_protocols* link_protocols() noexcept {
    static const std::array<lws_protocols, 2> protocols{
            {{protocol_name, Link::on_event, 0, 0, 0, nullptr, write_size}, {}}};
    return protocols.data();
}

Link::Link(LwsContext::Impl& context, Vhost& vhost, LinkOwner& owner)
    : context_(context), vhost_(vhost), owner_(owner) {}

Link::~Link() {
    connecting_.reset();
    tunnel_.reset();
    if (wsi_ == nullptr)
        return;
    lws_set_opaque_user_data(wsi_, nullptr); // from here on nobody listens to it
    kill();
}

bool Link::start(const Target& target) {
    target_ = target;
    const Url& url = target_.peer.url;
    const std::string host = url.host_header();
    lws_client_connect_info info{};
    info.context = context_.context;
    info.vhost = vhost_.handle;
    info.address = target_.address.c_str();
    info.port = target_.peer.proxy ? target_.peer.proxy->port : url.port;
    info.path = url.target.c_str();
    info.host = host.c_str();
    info.protocol = target_.peer.subprotocol.c_str();
    info.local_protocol_name = protocol_name;
    info.alpn = "http/1.1"; // with "h2" libwebsockets could not upgrade
    info.opaque_user_data = this;
    info.pwsi = &wsi_;
    info.retry_and_idle_policy = &no_validity_check;
    // A followed redirect aborts the process on a GLib loop, and would leave the host we were told
    // to trust.
    info.ssl_connection = LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
    if (url.secure) // the name is checked by refuse_certificate()
        info.ssl_connection |= LCCSCF_USE_SSL | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;

    starting_ = true;
    errno = 0;
    const bool started = lws_client_connect_via_info(&info) != nullptr && wsi_ != nullptr;
    const int error = errno;
    starting_ = false;
    if (!started) {
        wsi_ = nullptr;
        note_tls_error();
        if (end_.stage == Stage::connecting && end_.socket_error == 0)
            end_.socket_error = error;
        return false;
    }
    watch_connecting();
    return true;
}

// libwebsockets reads the reason of a failed connection and drops it, so we look first.
void Link::watch_connecting() {
    if (wsi_ == nullptr || end_.stage != Stage::connecting)
        return;
    const int socket = lws_get_socket_fd(wsi_);
    const loop::FdWatch::What what{.fd = socket,
                                   .interest = loop::FdWatch::Interest::writable,
                                   .priority = loop::Priority::high};
    connecting_.emplace(context_.loop, what, [this, socket](loop::Readiness ready) {
        if (ready.broken)
            end_.socket_error = error_of(socket);
        connecting_.reset();
        if (end_.socket_error != 0)
            kill();
        else if (target_.peer.proxy)
            ask_for_tunnel(socket);
    });
}

// libwebsockets has not looked yet, and believes that it is still connecting.
void Link::ask_for_tunnel(int socket) {
    enter(Stage::tunnelling);
    tunnel_.emplace(context_.loop,
                    socket,
                    tunnel_request(target_.peer.url, *target_.peer.proxy),
                    [this](const TunnelEnd& end) { on_tunnel_end(end); });
    if (const int error = tunnel_->start(); error != 0) {
        end_.socket_error = error;
        kill();
    }
}

void Link::on_tunnel_end(const TunnelEnd& end) {
    tunnel_.reset();
    constexpr int success = 2;
    if (end.http_status / 100 == success)
        return; // libwebsockets finds its connection made
    end_.http_status = end.http_status;
    end_.socket_error = end.socket_error;
    kill();
}

// Ends a connection from outside libwebsockets. Data that waits for a server that reads nothing
// would keep it alive, so the socket is shut as well.
void Link::kill() noexcept {
    if (end_.stage == Stage::open)
        shutdown(lws_get_socket_fd(wsi_), SHUT_RDWR);
    lws_set_timeout(wsi_, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_SYNC);
}

void Link::ask_to_write() noexcept {
    if (wsi_ != nullptr)
        lws_callback_on_writable(wsi_);
}

void Link::close(std::uint16_t status) noexcept {
    close_status_ = status;
    ask_to_write();
}

bool Link::write(Outgoing& message) noexcept {
    return lws_write(wsi_, message.data(), message.size(), LWS_WRITE_TEXT) >= 0;
}

bool Link::write_ping() noexcept {
    std::array<unsigned char, LWS_PRE + 1> frame{};
    return lws_write(wsi_, frame.data() + LWS_PRE, 0, LWS_WRITE_PING) >= 0;
}

void Link::hold_input(bool hold) noexcept {
    if (wsi_ != nullptr)
        lws_rx_flow_control(wsi_, hold ? 0 : 1);
}

int Link::on_event(
        lws* wsi, lws_callback_reasons reason, void* user, void* in, std::size_t length) noexcept {
    switch (reason) {
    case LWS_CALLBACK_WSI_CREATE:
    case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
    case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
    case LWS_CALLBACK_CLIENT_RECEIVE:
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
    case LWS_CALLBACK_CLIENT_WRITEABLE:
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    case LWS_CALLBACK_CLIENT_CLOSED:
    case LWS_CALLBACK_WSI_DESTROY:
        break;
    default:
        return 0; // some of these come with a wsi that isn't one
    }
    auto* link = static_cast<Link*>(lws_get_opaque_user_data(wsi));
    if (link == nullptr)
        return answer_for_abandoned(reason);
    if (reason == LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION)
        return link->on_certificate(user, length != 0);
    if (link->end_.stage == Stage::open)
        return link->on_open_event(reason, in, length);
    return link->on_handshake_event(reason, in, length);
}

int Link::on_handshake_event(lws_callback_reasons reason, void* in, std::size_t length) {
    switch (reason) {
    case LWS_CALLBACK_WSI_CREATE:
        on_tcp_connected();
        return 0;
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        enter(Stage::upgrading);
        return 0;
    case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
        return on_answer();
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        if (in != nullptr)
            end_.complaint.assign(static_cast<const char*>(in), length);
        note_tcp_state();
        note_tls_error();
        return 0;
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
        note_tcp_state();
        return 0;
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        enter(Stage::open);
        owner_.on_link_open();
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        on_gone();
        return 0;
    default:
        return 0;
    }
}

int Link::on_open_event(lws_callback_reasons reason, void* in, std::size_t length) {
    switch (reason) {
    case LWS_CALLBACK_CLIENT_RECEIVE:
        on_piece(in, length);
        return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
        owner_.on_link_pong();
        return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        return on_writable();
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        on_close_frame(in, length);
        return 0;
    case LWS_CALLBACK_CLIENT_CLOSED:
        note_tcp_state();
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        on_gone();
        return 0;
    default:
        return 0;
    }
}

void Link::on_tcp_connected() {
    connecting_.reset();
    enter(target_.peer.url.secure ? Stage::securing : Stage::upgrading);
}

void Link::enter(Stage stage) {
    if (std::exchange(end_.stage, stage) != stage)
        owner_.on_link_stage(stage);
}

int Link::on_certificate(void* chain, bool chain_is_fine) {
    auto* store = static_cast<X509_STORE_CTX*>(chain);
    auto refusal = refuse_certificate(store, chain_is_fine, target_.peer.url);
    if (!refusal)
        return 0;
    if (target_.insecure) {
        context_.log(LogLevel::notice, "insecure: " + refusal->text + "; going on without proof");
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 0;
    }
    end_.certificate = std::move(refusal);
    return 1;
}

// Comes with every complete HTTP answer, before libwebsockets judges it.
int Link::on_answer() {
    end_.http_status = static_cast<int>(lws_http_client_http_response(wsi_));
    if (end_.http_status != 101)
        return close_it;
    std::array<char, 128> offered{};
    const int length = lws_hdr_copy(
            wsi_, offered.data(), static_cast<int>(offered.size()), WSI_TOKEN_PROTOCOL);
    if (lws_hdr_total_length(wsi_, WSI_TOKEN_PROTOCOL) == 0) // libwebsockets would let this pass
        end_.agreement = Agreement::missing;
    else if (length <= 0 || target_.peer.subprotocol != offered.data())
        end_.agreement = Agreement::other;
    else
        end_.agreement = Agreement::agreed;
    return end_.agreement == Agreement::agreed ? 0 : close_it;
}

// Whatever comes, libwebsockets is told to go on. If it were told to close here, in the middle of a
// frame and with a close frame to send, it would go on to read but never empty its buffer again:
// what follows overruns the heap.
void Link::on_piece(const void* in, std::size_t length) {
    owner_.on_link_piece({.bytes = {static_cast<const char*>(in), length},
                          .to_come = lws_remaining_packet_payload(wsi_),
                          .is_last = lws_is_final_fragment(wsi_) != 0},
                         lws_frame_is_binary(wsi_) != 0);
}

int Link::on_writable() {
    if (said_goodbye_) // libwebsockets keeps asking; a second close would not wait for the answer
                       // to the first
        return 0;
    switch (owner_.on_link_writable()) {
    case LinkOwner::Wish::hang_up:
        return close_it;
    case LinkOwner::Wish::more:
        lws_callback_on_writable(wsi_);
        return 0;
    case LinkOwner::Wish::nothing:
        break;
    }
    if (close_status_ == 0)
        return 0;
    said_goodbye_ = true;
    lws_close_reason(wsi_, static_cast<lws_close_status>(close_status_), nullptr, 0);
    return close_it;
}

void Link::on_close_frame(const void* in, std::size_t length) {
    CloseFrame frame;
    const auto* bytes = static_cast<const unsigned char*>(in);
    if (length >= 2) {
        frame.code = static_cast<std::uint16_t>((bytes[0] << 8U) | bytes[1]);
        frame.reason.assign(static_cast<const char*>(in) + 2, length - 2);
    }
    end_.close_frame = std::move(frame);
    owner_.on_link_closing();
}

void Link::note_tcp_state() noexcept {
    if (const int socket = lws_get_socket_fd(wsi_); socket >= 0 && end_.tcp == TcpState::unknown)
        end_.tcp = tcp_state_of(socket);
}

void Link::note_tls_error() {
    if (!vhost_.tls)
        return;
    if (std::string error = vhost_.tls->take_error(); !error.empty() && end_.tls_error.empty())
        end_.tls_error = std::move(error);
}

void Link::on_gone() {
    connecting_.reset();
    tunnel_.reset();
    wsi_ = nullptr;
    note_tls_error();
    if (!starting_)
        owner_.on_link_end(end_);
}

} // namespace janus_talk::signaling
