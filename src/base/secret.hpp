// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace janus_talk::base {

/// A PIN, token or password. It has no stream operator and no conversion, so it can't slip into a
/// log; the only door is reveal(), which is easy to grep for. The memory is overwritten on
/// destruction.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) noexcept;
    ~Secret();
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&);
    Secret(Secret&&) noexcept;
    Secret& operator=(Secret&&) noexcept;

    [[nodiscard]] const std::string& reveal() const noexcept { return value_; }

    [[nodiscard]] bool empty() const noexcept { return value_.empty(); }

    bool operator==(const Secret&) const = default;

private:
    void wipe() noexcept;

    std::string value_;
};

} // namespace janus_talk::base
