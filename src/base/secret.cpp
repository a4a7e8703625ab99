// SPDX-License-Identifier: MIT
#include "base/secret.hpp"

#include <cstring>
#include <utility>

namespace janus_talk::base {

Secret::Secret(std::string value) noexcept : value_(std::move(value)) {}

Secret::~Secret() {
    wipe();
}

Secret& Secret::operator=(const Secret& other) {
    if (this != &other) {
        wipe();
        value_ = other.value_;
    }
    return *this;
}

// A moved-from short string keeps its bytes inside the object, hence copy and wipe.
Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
    other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        value_ = std::move(other.value_);
        other.wipe();
    }
    return *this;
}

void Secret::wipe() noexcept {
    value_.resize(value_.capacity());
    explicit_bzero(value_.data(), value_.size());
    value_.clear();
}

} // namespace janus_talk::base
