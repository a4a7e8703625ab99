// SPDX-License-Identifier: MIT
#pragma once

#include "base/failure.hpp"
#include "loop/main_loop.hpp"

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace janus_talk::loop {

/// Numeric addresses ("192.0.2.1", "2001:db8::1", "fe80::1%eth0") in the order they should be
/// tried; never empty.
using Addresses = std::vector<std::string>;

/// Puts the families in turn and keeps the order within each, so that a machine with broken IPv6
/// finds out at the second try and not at the fourth.
/// @source RFC 8305, section 4
[[nodiscard]] Addresses interleave_families(const Addresses& addresses);

/// Turns host names into addresses without blocking: the waiting happens in a thread of GLib's.
/// @thread main
class Resolver {
public:
    using Answer = std::variant<Addresses, base::Failure>;

    /// The loop must be the thread's default, as MainLoop sees to.
    explicit Resolver(const MainLoop& loop);
    /// Cancels.
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;
    Resolver(Resolver&&) = delete;
    Resolver& operator=(Resolver&&) = delete;

    /// Looks one name up, both families; a numeric address is its own answer and `localhost` never
    /// leaves the machine. The answer comes on a later turn of the loop, not inside this call; a
    /// look-up that is still under way is cancelled. There is no time limit here: that is the
    /// caller's.
    /// @return through `on_answer`; a failure has exit class `unreachable`.
    void resolve(const std::string& host, std::function<void(const Answer&)> on_answer);

    /// No answer will come. Does nothing when none is under way.
    void cancel() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace janus_talk::loop
