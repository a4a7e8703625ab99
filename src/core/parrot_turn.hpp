// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.hpp"
#include "core/notice.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace janus_talk::core {

/// The name of a parrot of the program: `parrot`, or anything that ends in `(parrot)`.
[[nodiscard]] bool is_parrot_name(std::string_view display);
/// `name` as a parrot shows it to the others.
[[nodiscard]] std::string parrot_name(std::string name);

/// Whose turn it is when several parrots are in a room. Each of them would repeat the others for
/// ever, so only one speaks: the one with the smallest id. All of them see the same names and ids,
/// so they agree without a word.
class ParrotTurn {
public:
    /// @return whether the turn has changed
    bool add(const Notice& notice);

    /// We may speak; also before anything is known.
    [[nodiscard]] bool is_ours() const noexcept { return !rival_; }

    /// Who speaks instead of us: a name that is untrusted text.
    [[nodiscard]] const std::optional<std::string>& rival() const noexcept { return rival_; }

private:
    void note(const janus::Participant& participant);
    void note(const ParticipantChanged& change);
    void judge();

    base::ParticipantId self_;
    std::map<base::ParticipantId, std::string> parrots_;
    std::optional<std::string> rival_;
};

} // namespace janus_talk::core
