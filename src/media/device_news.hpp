// SPDX-License-Identifier: MIT
#pragma once

#include "core/media_event.hpp"

#include <functional>
#include <string>

namespace janus_talk::media {

/// What is told of one end's device: each thing once, however often it is noticed. @thread main
///
/// * DeviceChanged `opened`: it carries sound for the first time.
/// * `lost`, with one Warning: it is gone, or silent.
/// * `switched`: another one is in use, by the sound server's choice or as a substitute.
/// * `back`: the lost one carries sound again.
class DeviceNews {
public:
    /// @param wanted as in AudioDevice::spec(), or `default`
    DeviceNews(core::media::Direction direction,
               std::string wanted,
               std::function<void(const core::MediaEvent&)> report);

    /// The one that is wanted carries sound.
    void wanted_flows();

    /// Another one does, `pulse:NAME`.
    void other_flows(const std::string& name);

    /// `why` completes "The microphone NAME is lost: ". Untrusted text.
    void lost(const std::string& why);

    [[nodiscard]] bool is_lost() const noexcept { return lost_; }

    [[nodiscard]] bool has_flown() const noexcept { return !current_.empty(); }

private:
    void tell(core::media::DeviceChange change, const std::string& name) const;

    const core::media::Direction direction_;
    const std::string wanted_;
    const std::function<void(const core::MediaEvent&)> report_;
    /// The last one that was told of as working.
    std::string current_;
    bool lost_ = false;
};

} // namespace janus_talk::media
