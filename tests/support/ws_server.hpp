// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace janus_talk::test {

struct Identity;

struct Frame {
    enum Opcode : unsigned {
        continuation = 0,
        text = 1,
        binary = 2,
        close = 8,
        ping = 9,
        pong = 10
    };

    unsigned opcode = text;
    std::string payload;
    bool is_final = true;
    bool is_masked = false;
};

/// Thrown in a script when the client or the test has gone; ends the script.
struct Gone {};

/// One accepted connection, as its script sees it. All calls block.
class ServerConnection {
public:
    ServerConnection(int socket, ssl_st* tls);
    ~ServerConnection();
    ServerConnection(const ServerConnection&) = delete;
    ServerConnection& operator=(const ServerConnection&) = delete;

    void write(std::string_view bytes);
    [[nodiscard]] std::string read_some();
    /// Reads up to and with the empty line.
    std::string read_request();
    /// Reads the request and agrees to open a WebSocket. Returns the request.
    std::string upgrade(const std::string& subprotocol = "janus-protocol");
    /// The answer that agrees to `request`; without a sub-protocol when that is empty.
    [[nodiscard]] static std::string agreement(const std::string& request,
                                               const std::string& subprotocol);

    void write_frame(unsigned opcode, std::string_view payload, bool is_final = true);
    [[nodiscard]] Frame read_frame();
    /// Sends every text back, answers pings and closes politely when asked to.
    void echo();

    /// Waits until the client closes the connection or the test ends.
    void wait_for_end();
    /// RST instead of FIN.
    void reset();
    /// Name in the TLS ClientHello, empty when there was none.
    [[nodiscard]] std::string server_name() const;

    [[nodiscard]] int socket() const noexcept { return socket_; }

private:
    void read_at_least(std::size_t count);

    int socket_;
    ssl_st* tls_;
    std::string buffer_;
};

struct WsServerOptions {
    std::string address = "127.0.0.1";
    /// wss when set; must outlive the server.
    const Identity* identity = nullptr;
    /// Demands a client certificate signed by this one.
    const Identity* client_authority = nullptr;
    /// 0 for any; otherwise as OpenSSL's TLS1_1_VERSION and so on.
    int most_tls_version = 0;
};

/// A server on a port of its own whose every connection runs a script in a thread.
class WsServer {
public:
    using Script = std::function<void(ServerConnection&)>;

    explicit WsServer(Script script, WsServerOptions options = {});
    /// Cuts what is open and waits for the scripts.
    ~WsServer();
    WsServer(const WsServer&) = delete;
    WsServer& operator=(const WsServer&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Connections accepted so far.
    [[nodiscard]] int accepted() const noexcept { return accepted_; }

    /// Scripts that have come to their end.
    [[nodiscard]] int finished() const noexcept { return finished_; }

private:
    void listen();
    void serve(int socket);
    void prepare_tls();

    Script script_;
    WsServerOptions options_;
    ssl_ctx_st* tls_ = nullptr;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<int> accepted_{0};
    std::atomic<int> finished_{0};
    std::mutex mutex_;
    std::vector<int> open_sockets_;
    std::list<std::thread> workers_;
    std::thread acceptor_;
};

/// What scripts tell the test, across threads.
class Notes {
public:
    void add(std::string note) {
        const std::lock_guard lock(mutex_);
        notes_.push_back(std::move(note));
    }

    [[nodiscard]] std::vector<std::string> all() const {
        const std::lock_guard lock(mutex_);
        return notes_;
    }

    [[nodiscard]] bool has(const std::string& wanted) const {
        const std::lock_guard lock(mutex_);
        for (const std::string& note : notes_) {
            if (note == wanted)
                return true;
        }
        return false;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> notes_;
};

/// A port of `address` where nobody listens, and nobody will by accident: it stays reserved for the
/// test.
class ClosedPort {
public:
    explicit ClosedPort(const std::string& address = "127.0.0.1", std::uint16_t port = 0);
    ~ClosedPort();
    ClosedPort(const ClosedPort&) = delete;
    ClosedPort& operator=(const ClosedPort&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    int socket_ = -1;
    std::uint16_t port_ = 0;
};

/// A port of `address` that drops every attempt to connect, like a firewall: its queue is full.
class DeafPort {
public:
    explicit DeafPort(const std::string& address = "127.0.0.1");
    ~DeafPort();
    DeafPort(const DeafPort&) = delete;
    DeafPort& operator=(const DeafPort&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

private:
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::vector<int> fillers_;
};

[[nodiscard]] bool has_ipv6_loopback();

} // namespace janus_talk::test
