// SPDX-License-Identifier: MIT
#include "media/device_news.hpp"

#include "base/text.hpp"

#include <utility>

namespace janus_talk::media {

using core::media::DeviceChange;
using core::media::Direction;

DeviceNews::DeviceNews(Direction direction,
                       std::string wanted,
                       std::function<void(const core::MediaEvent&)> report)
    : direction_(direction), wanted_(std::move(wanted)), report_(std::move(report)) {}

void DeviceNews::wanted_flows() {
    if (std::exchange(lost_, false)) {
        current_ = wanted_;
        return tell(DeviceChange::back, wanted_);
    }
    if (current_ == wanted_)
        return;
    const auto change = current_.empty() ? DeviceChange::opened : DeviceChange::switched;
    current_ = wanted_;
    tell(change, wanted_);
}

void DeviceNews::other_flows(const std::string& name) {
    if (current_ == name)
        return;
    current_ = name;
    tell(DeviceChange::switched, name);
}

void DeviceNews::lost(const std::string& why) {
    if (std::exchange(lost_, true))
        return;
    const bool input = direction_ == Direction::input;
    tell(DeviceChange::lost, wanted_);
    std::string hint = input ? "Silence is sent until it comes back."
                             : "Nothing is heard until it comes back.";
    if (wanted_ != "default")
        hint = "Until it comes back the default is used, if there is one.";
    report_(core::media::Warning{{base::ExitCode::device,
                                  std::string{"The "} + (input ? "microphone " : "loudspeaker ") +
                                          base::harmless(wanted_) +
                                          " is lost: " + base::harmless(why),
                                  hint,
                                  {}}});
}

void DeviceNews::tell(DeviceChange change, const std::string& name) const {
    report_(core::media::DeviceChanged{change, direction_, name});
}

} // namespace janus_talk::media
