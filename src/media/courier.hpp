// SPDX-License-Identifier: MIT
#pragma once

#include "loop/mailbox.hpp"

#include <functional>
#include <memory>
#include <utility>

namespace janus_talk::media {

/// The way home for foreign threads: carries work to one owner on the main thread, and loses it
/// silently once the owner has closed it. Copies share the owner, so signal handlers may keep one
/// for as long as they like.
template <typename Owner>
class Courier {
public:
    /// @thread main
    Courier(loop::Mailbox::Sender mailbox, Owner* owner)
        : mailbox_(std::move(mailbox)), owner_(std::make_shared<Owner*>(owner)) {}

    /// `work` runs on the main thread, unless close() came first. @thread any
    void send(std::function<void(Owner&)> work) const {
        mailbox_.post([owner = owner_, work = std::move(work)] {
            if (*owner != nullptr)
                work(**owner);
        });
    }

    /// Nothing is delivered any more. @thread main
    void close() noexcept { *owner_ = nullptr; }

private:
    loop::Mailbox::Sender mailbox_;
    // The pointer inside is read and written on the main thread only.
    std::shared_ptr<Owner*> owner_;
};

} // namespace janus_talk::media
