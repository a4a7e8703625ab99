// SPDX-License-Identifier: MIT
#pragma once

#include "loop/fd_watch.hpp"
#include "signaling/link_end.hpp"
#include "signaling/lws_context_impl.hpp"
#include "signaling/message_assembler.hpp"
#include "signaling/tunnel.hpp"

#include <libwebsockets.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Private to this room: libwebsockets.

namespace janus_talk::signaling {

/// A message with the room in front that libwebsockets needs for the frame header, so that it is
/// copied once.
class Outgoing {
public:
    explicit Outgoing(std::string_view text);

    [[nodiscard]] unsigned char* data() noexcept { return buffer_.data() + LWS_PRE; }

    [[nodiscard]] std::size_t size() const noexcept { return buffer_.size() - LWS_PRE; }

private:
    std::vector<unsigned char> buffer_;
};

/// What a Link tells its owner. These run *inside* libwebsockets, where nothing may be destroyed:
/// owners note what happened and act later.
class LinkOwner {
public:
    /// What the writable callback wants next.
    enum class Wish { nothing, more, hang_up };

    LinkOwner() = default;
    LinkOwner(const LinkOwner&) = delete;
    LinkOwner& operator=(const LinkOwner&) = delete;
    LinkOwner(LinkOwner&&) = delete;
    LinkOwner& operator=(LinkOwner&&) = delete;
    virtual ~LinkOwner() = default;

    /// A stage begins.
    virtual void on_link_stage(Stage stage) = 0;
    virtual void on_link_open() = 0;
    virtual void on_link_piece(const Piece& piece, bool binary) = 0;
    virtual void on_link_pong() = 0;
    /// The server said that it closes the WebSocket; the end should follow.
    virtual void on_link_closing() = 0;
    /// There is room to write one message.
    [[nodiscard]] virtual Wish on_link_writable() = 0;
    /// The one and last end, except when the Link is destroyed first.
    virtual void on_link_end(LinkEnd end) = 0;
};

/// One attempt to connect to one numeric address and, if it succeeds, the connection: a
/// libwebsockets "wsi".
///
/// It ends when libwebsockets destroys the wsi, which is the only signal that comes in every case.
/// Destroying the Link cuts the connection at once and silently.
/// @thread main
class Link {
public:
    struct Target {
        std::string address; ///< numeric, of the server or of the proxy
        Peer peer;
        bool insecure = false;
    };

    Link(LwsContext::Impl& context, Vhost& vhost, LinkOwner& owner);
    /// @pre not inside a callback of LinkOwner
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;
    Link(Link&&) = delete;
    Link& operator=(Link&&) = delete;

    /// Starts connecting. @return false when it failed at once: then end() says why and nobody is
    /// called.
    [[nodiscard]] bool start(const Target& target);

    /// LinkOwner::on_link_writable() follows.
    void ask_to_write() noexcept;

    /// Closes the WebSocket politely with this status, once the owner has nothing more to write.
    /// Until the end comes, what the server sends is still handed up.
    void close(std::uint16_t status) noexcept;

    /// @pre inside on_link_writable(), once per call. @return false when the connection broke.
    [[nodiscard]] bool write(Outgoing& message) noexcept;
    [[nodiscard]] bool write_ping() noexcept;

    /// Stops or resumes reading from the socket; the server is then slowed down by TCP.
    /// @pre not inside a callback of LinkOwner
    void hold_input(bool hold) noexcept;

    [[nodiscard]] Stage stage() const noexcept { return end_.stage; }

    [[nodiscard]] const LinkEnd& end() const noexcept { return end_; }

    /// libwebsockets' side door.
    static int on_event(lws* wsi,
                        lws_callback_reasons reason,
                        void* user,
                        void* in,
                        std::size_t length) noexcept;

private:
    [[nodiscard]] int on_handshake_event(lws_callback_reasons reason, void* in, std::size_t length);
    [[nodiscard]] int on_open_event(lws_callback_reasons reason, void* in, std::size_t length);
    [[nodiscard]] int on_certificate(void* chain, bool chain_is_fine);
    [[nodiscard]] int on_answer();
    void on_piece(const void* in, std::size_t length);
    [[nodiscard]] int on_writable();
    void on_close_frame(const void* in, std::size_t length);
    void on_tcp_connected();
    void enter(Stage stage);
    void on_gone();
    void watch_connecting();
    void ask_for_tunnel(int socket);
    void on_tunnel_end(const TunnelEnd& end);
    void note_tcp_state() noexcept;
    void note_tls_error();
    void kill() noexcept;

    LwsContext::Impl& context_;
    Vhost& vhost_;
    LinkOwner& owner_;
    Target target_;
    lws* wsi_ = nullptr;
    bool starting_ = false;
    std::uint16_t close_status_ = 0;
    bool said_goodbye_ = false;
    LinkEnd end_;
    std::optional<loop::FdWatch> connecting_;
    std::optional<Tunnel> tunnel_;
};

/// What libwebsockets needs to reach Link::on_event().
[[nodiscard]] const lws_protocols* link_protocols() noexcept;

} // namespace janus_talk::signaling
