// SPDX-License-Identifier: MIT
#include "support/ws_server.hpp"

#include "support/tls_authority.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace janus_talk::test {

namespace {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;

    [[nodiscard]] sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress address_of(const std::string& text, std::uint16_t port) {
    SocketAddress address;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address.size = sizeof *v4;
        return address;
    }
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    if (inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) != 1)
        throw std::runtime_error("not an address: " + text);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    address.size = sizeof *v6;
    return address;
}

std::uint16_t port_of(int socket) {
    SocketAddress address;
    address.size = sizeof address.storage;
    getsockname(socket, address.raw(), &address.size);
    return address.storage.ss_family == AF_INET
                   ? ntohs(reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port)
                   : ntohs(reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port);
}

int bound_socket(const std::string& text, std::uint16_t port) {
    SocketAddress address = address_of(text, port);
    const int socket = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(socket, address.raw(), address.size) != 0) {
        close(socket);
        throw std::runtime_error("cannot bind " + text);
    }
    return socket;
}

std::string header_value(const std::string& request, const std::string& name) {
    const std::size_t at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos)
        return {};
    const std::size_t begin = at + name.size() + 4;
    return request.substr(begin, request.find("\r\n", begin) - begin);
}

} // namespace

ServerConnection::ServerConnection(int socket, ssl_st* tls) : socket_(socket), tls_(tls) {}

ServerConnection::~ServerConnection() {
    if (tls_ != nullptr)
        SSL_free(tls_);
}

void ServerConnection::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = tls_ != nullptr
                                   ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                   : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            throw Gone{};
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::string ServerConnection::read_some() {
    std::array<char, 16384> bytes{};
    const auto count = tls_ != nullptr
                               ? SSL_read(tls_, bytes.data(), static_cast<int>(bytes.size()))
                               : recv(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0)
        throw Gone{};
    return {bytes.data(), static_cast<std::size_t>(count)};
}

void ServerConnection::read_at_least(std::size_t count) {
    while (buffer_.size() < count)
        buffer_ += read_some();
}

std::string ServerConnection::read_request() {
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
        buffer_ += read_some();
    std::string request = buffer_.substr(0, end + 4);
    buffer_.erase(0, end + 4);
    return request;
}

std::string ServerConnection::agreement(const std::string& request,
                                        const std::string& subprotocol) {
    const std::string key =
            header_value(request, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
    std::array<unsigned char, 32> accept{};
    EVP_EncodeBlock(accept.data(), digest.data(), SHA_DIGEST_LENGTH);
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           std::string{reinterpret_cast<const char*>(accept.data())} + "\r\n" +
           (subprotocol.empty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n") + "\r\n";
}

std::string ServerConnection::upgrade(const std::string& subprotocol) {
    std::string request = read_request();
    write(agreement(request, subprotocol));
    return request;
}

void ServerConnection::write_frame(unsigned opcode, std::string_view payload, bool is_final) {
    std::string frame;
    frame += static_cast<char>(opcode | (is_final ? 0x80U : 0U));
    const std::uint64_t size = payload.size();
    int size_bytes = 0;
    if (size < 126) {
        frame += static_cast<char>(size);
    } else {
        size_bytes = size < 65536 ? 2 : 8;
        frame += static_cast<char>(size_bytes == 2 ? 126 : 127);
    }
    for (int byte = size_bytes - 1; byte >= 0; --byte)
        frame += static_cast<char>((size >> (8 * byte)) & 0xFFU);
    frame += payload;
    write(frame);
}

Frame ServerConnection::read_frame() {
    const auto byte = [this](std::size_t at) { return static_cast<unsigned char>(buffer_[at]); };
    read_at_least(2);
    Frame frame;
    frame.opcode = byte(0) & 0x0FU;
    frame.is_final = (byte(0) & 0x80U) != 0;
    frame.is_masked = (byte(1) & 0x80U) != 0;
    std::uint64_t size = byte(1) & 0x7FU;
    std::size_t header = 2;
    if (size >= 126) {
        const std::size_t size_bytes = size == 126 ? 2 : 8;
        read_at_least(header + size_bytes);
        size = 0;
        for (std::size_t i = 0; i < size_bytes; ++i)
            size = (size << 8U) | byte(header + i);
        header += size_bytes;
    }
    const std::size_t mask = frame.is_masked ? 4 : 0;
    read_at_least(header + mask + size);
    frame.payload = buffer_.substr(header + mask, size);
    if (frame.is_masked) {
        for (std::size_t i = 0; i < size; ++i)
            frame.payload[i] = static_cast<char>(frame.payload[i] ^ buffer_[header + i % 4]);
    }
    buffer_.erase(0, header + mask + size);
    return frame;
}

void ServerConnection::echo() {
    for (;;) {
        const Frame frame = read_frame();
        if (frame.opcode == Frame::ping)
            write_frame(Frame::pong, frame.payload);
        else
            write_frame(frame.opcode, frame.payload, frame.is_final);
        if (frame.opcode == Frame::close)
            return wait_for_end();
    }
}

void ServerConnection::wait_for_end() {
    for (;;)
        (void)read_some();
}

void ServerConnection::reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    throw Gone{}; // the socket is closed after the script
}

std::string ServerConnection::server_name() const {
    const char* name =
            tls_ == nullptr ? nullptr : SSL_get_servername(tls_, TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? "" : name;
}

WsServer::WsServer(Script script, WsServerOptions options)
    : script_(std::move(script)), options_(std::move(options)) {
    prepare_tls();
    listener_ = bound_socket(options_.address, 0);
    ::listen(listener_, 64);
    port_ = port_of(listener_);
    acceptor_ = std::thread{[this] { listen(); }};
}

WsServer::~WsServer() {
    stopping_ = true;
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : open_sockets_)
            shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& worker : workers_)
        worker.join();
    close(listener_);
    SSL_CTX_free(tls_);
}

void WsServer::prepare_tls() {
    if (options_.identity == nullptr)
        return;
    tls_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(tls_, options_.identity->certificate.get());
    SSL_CTX_use_PrivateKey(tls_, options_.identity->key.get());
    if (options_.most_tls_version != 0) {
        SSL_CTX_set_security_level(tls_, 0);
        SSL_CTX_set_min_proto_version(tls_, 0);
        SSL_CTX_set_max_proto_version(tls_, options_.most_tls_version);
    }
    if (options_.client_authority != nullptr) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(tls_),
                            options_.client_authority->certificate.get());
        SSL_CTX_set_verify(tls_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
}

void WsServer::listen() {
    while (!stopping_) {
        pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
        if (poll(&waiting, 1, 10) <= 0)
            continue;
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            continue;
        ++accepted_;
        {
            const std::lock_guard lock(mutex_);
            open_sockets_.push_back(socket);
        }
        workers_.emplace_back([this, socket] { serve(socket); });
    }
}

void WsServer::serve(int socket) {
    try {
        SSL* tls = tls_ == nullptr ? nullptr : SSL_new(tls_);
        ServerConnection connection{socket, tls};
        if (tls != nullptr) {
            SSL_set_fd(tls, socket);
            if (SSL_accept(tls) != 1) {
                // Closing with unread data would reset the connection and lose the alert on the
                // way.
                shutdown(socket, SHUT_WR);
                std::array<char, 4096> rest{};
                while (recv(socket, rest.data(), rest.size(), 0) > 0) {
                }
                throw Gone{};
            }
        }
        script_(connection);
    } catch (const Gone&) {
        // the usual end of a script
    }
    const std::lock_guard lock(mutex_);
    std::erase(open_sockets_, socket);
    close(socket);
    ++finished_;
}

ClosedPort::ClosedPort(const std::string& address, std::uint16_t port)
    : socket_(bound_socket(address, port)), port_(port_of(socket_)) {}

ClosedPort::~ClosedPort() {
    close(socket_);
}

DeafPort::DeafPort(const std::string& address)
    : listener_(bound_socket(address, 0)), port_(port_of(listener_)) {
    ::listen(listener_, 0);
    SocketAddress target = address_of(address, port_);
    for (int count = 0; count < 16; ++count) {
        const int filler =
                socket(target.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        fillers_.push_back(filler);
        (void)connect(filler, target.raw(), target.size);
        pollfd waiting{.fd = filler, .events = POLLOUT, .revents = 0};
        if (poll(&waiting, 1, 100) == 0)
            return; // this one was not let in any more
    }
    throw std::runtime_error("the queue does not fill up");
}

DeafPort::~DeafPort() {
    for (const int filler : fillers_)
        close(filler);
    close(listener_);
}

bool has_ipv6_loopback() {
    try {
        const ClosedPort probe{"::1"};
        return true;
    } catch (const std::runtime_error&) {
        return false;
    }
}

} // namespace janus_talk::test
