// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

namespace janus_talk::media {

class DtlsIdentity;

/// GStreamer, initialised and checked. One per process, made before any other object of this room,
/// and before other threads exist (it changes the environment), or after clean_environment().
///
/// Inherited debugging variables (`GST_DEBUG`, `NICE_DEBUG`, `SSLKEYLOGFILE`, …) are removed first,
/// because at their higher levels these libraries print SRTP keys and ICE passwords. Warnings that
/// GLib libraries write to stderr by themselves are dropped.
class GstRuntime {
public:
    enum class Debugging {
        remove_from_environment,
        /// For debugging GStreamer itself. Keys may be printed.
        keep_unsafe,
    };

    /// @throws base::Error (device) that names each missing plug-in and the Debian package to
    /// install.
    explicit GstRuntime(Debugging debugging = Debugging::remove_from_environment);
    ~GstRuntime();

    /// Removes the variables. Afterwards the constructor may run on any thread, which for the first
    /// time after an upgrade takes seconds. @pre no other threads
    static void clean_environment() noexcept;

    GstRuntime(const GstRuntime&) = delete;
    GstRuntime& operator=(const GstRuntime&) = delete;
    GstRuntime(GstRuntime&&) = delete;
    GstRuntime& operator=(GstRuntime&&) = delete;

    [[nodiscard]] const DtlsIdentity& identity() const noexcept { return *identity_; }

private:
    std::unique_ptr<DtlsIdentity> identity_;
};

} // namespace janus_talk::media
