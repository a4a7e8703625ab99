// SPDX-License-Identifier: MIT
#pragma once

// Private to src/media.

#include "media/gst_ptr.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace janus_talk::media {

/// Signal handlers that end with this object, or with disconnect_all(). A handler that is running
/// on another thread at that moment finishes; what it uses must therefore travel with it, in
/// `data`.
class SignalConnections {
public:
    SignalConnections() = default;

    ~SignalConnections() { disconnect_all(); }

    SignalConnections(const SignalConnections&) = delete;
    SignalConnections& operator=(const SignalConnections&) = delete;
    SignalConnections(SignalConnections&&) = delete;
    SignalConnections& operator=(SignalConnections&&) = delete;

    /// `callback` gets a pointer to its own copy of `data` as the last argument.
    template <typename Data>
    void connect(gpointer instance, const char* signal, GCallback callback, Data data) {
        auto copy = std::make_unique<Data>(std::move(data));
        const gulong id = g_signal_connect_data(
                instance, signal, callback, copy.release(), destroy<Data>, GConnectFlags{});
        connections_.emplace_back(share(static_cast<GObject*>(instance)), id);
    }

    void disconnect_all() noexcept {
        for (const auto& [instance, id] : connections_)
            g_signal_handler_disconnect(instance.get(), id);
        connections_.clear();
    }

private:
    template <typename Data>
    static void destroy(gpointer data, GClosure* /*closure*/) noexcept {
        const std::unique_ptr<Data> owned{static_cast<Data*>(data)};
    }

    std::vector<std::pair<ObjectPtr<GObject>, gulong>> connections_;
};

} // namespace janus_talk::media
