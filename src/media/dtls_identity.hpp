// SPDX-License-Identifier: MIT
#pragma once

#include "loop/mailbox.hpp"

#include <functional>
#include <memory>
#include <string>

namespace janus_talk::media {

/// The certificate with which this process shows itself to media peers: P-256, self-signed, made
/// afresh in each process, never stored.
///
/// Why not leave it to GStreamer: the first `dtlsdec` of a process makes a 2048 bit RSA key while
/// the offer waits (70 to 700 ms, and no property prevents it). P-256 takes 1 ms. So, on the
/// GStreamer and OpenSSL that this was tested with (1.22, 3.x),
/// 1. while our own thread creates the first `dtlsdec`, OpenSSL's key generation hook hands out a
/// dummy key
///    instead: random numbers in the shape of a key, with which nobody, not even we, can sign;
/// 2. each `dtlssrtpdec` of a peer connection gets our certificate before it leaves the NULL state;
/// 3. the fingerprint in the offer is written by us, because webrtcbin would hash the private key
/// as well. Should step 2 or 3 ever fail, the handshake fails with it: the trick can lose a call,
/// but not its secrecy. On other versions nothing is hooked, the RSA key is made ahead in the
/// background, and pem() is empty.
class DtlsIdentity {
public:
    /// Starts a thread that loads the DTLS plug-in and makes the certificate. @pre gst_init
    DtlsIdentity();
    /// Waits for the thread.
    ~DtlsIdentity();
    DtlsIdentity(const DtlsIdentity&) = delete;
    DtlsIdentity& operator=(const DtlsIdentity&) = delete;
    DtlsIdentity(DtlsIdentity&&) = delete;
    DtlsIdentity& operator=(DtlsIdentity&&) = delete;

    /// Runs `work` on the main thread once all is prepared, soon at best, never inside this call.
    /// @thread main
    void when_ready(const loop::Mailbox::Sender& mailbox, std::function<void()> work) const;

    /// Certificate and key; empty when GStreamer's own certificate is to be used. Waits for the
    /// thread.
    /// @thread any
    [[nodiscard]] const std::string& pem() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::media
