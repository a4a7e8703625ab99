// SPDX-License-Identifier: MIT
#include "measure/e_model.hpp"

#include <algorithm>
#include <cmath>

namespace janus_talk::measure {

namespace {

double delay_impairment(double ms) {
    if (ms <= 100)
        return 0;
    const double x = std::log2(ms / 100);
    const double near = std::pow(1 + std::pow(x, 6), 1.0 / 6);
    const double far = std::pow(1 + std::pow(x / 3, 6), 1.0 / 6);
    return 25 * (near - 3 * far + 2);
}

/// One encoding, and how well it stands loss.
struct Equipment {
    double ie = 0;
    double bpl = 4.3;
};

Equipment equipment_of(const Transmission& call) {
    if (call.coding == Coding::g711)
        return {};
    return {std::clamp(55 - 4.6 * std::log(std::max(call.bitrate, 1.0)), 0.0, 30.0),
            call.fec ? 20.0 : 10.0};
}

double equipment_impairment(const Transmission& call) {
    const Equipment one = equipment_of(call);
    const double ie = std::min(one.ie * call.encodings, 95.0);
    const double loss = std::clamp(call.loss_pct, 0.0, 100.0);
    return ie + (95 - ie) * loss / (loss + one.bpl);
}

} // namespace

double rating(const Transmission& call) {
    const double r = 93.2 - delay_impairment(call.delay_ms) - equipment_impairment(call);
    return std::clamp(r, 0.0, 93.2);
}

double mos_of_rating(double r) {
    if (r <= 0)
        return 1;
    if (r >= 100)
        return 4.5;
    // The cubic dips below 1 for R under 6.5.
    return std::clamp(1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6, 1.0, 4.5);
}

double mos(const Transmission& call) {
    return mos_of_rating(rating(call));
}

} // namespace janus_talk::measure
