// SPDX-License-Identifier: MIT
#include "measure/fft.hpp"

#include <numbers>
#include <utility>

namespace janus_talk::measure {

namespace {

/// The product without the library's care for infinities, which takes most of the time.
Complex times(const Complex& a, const Complex& b) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

} // namespace

Fft::Fft(std::size_t size) : turns_(size / 2) {
    for (std::size_t k = 0; k < turns_.size(); ++k) {
        const double angle =
                -2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size);
        turns_[k] = std::polar(1.0, angle);
    }
}

/// Bit reversal.
void Fft::reorder(std::span<Complex> data) const {
    std::size_t mirrored = 0;
    for (std::size_t index = 1; index < data.size(); ++index) {
        std::size_t bit = data.size() / 2;
        for (; (mirrored & bit) != 0; bit /= 2)
            mirrored ^= bit;
        mirrored ^= bit;
        if (index < mirrored)
            std::swap(data[index], data[mirrored]);
    }
}

void Fft::forward(std::span<Complex> data) const {
    reorder(data);
    for (std::size_t half = 1; half < data.size(); half *= 2) {
        const std::size_t stride = turns_.size() / half;
        for (std::size_t begin = 0; begin < data.size(); begin += 2 * half) {
            for (std::size_t k = 0; k < half; ++k) {
                const Complex odd = times(data[begin + half + k], turns_[k * stride]);
                data[begin + half + k] = data[begin + k] - odd;
                data[begin + k] += odd;
            }
        }
    }
}

void Fft::inverse(std::span<Complex> data) const {
    for (auto& value : data)
        value = std::conj(value);
    forward(data);
    const double scale = 1.0 / static_cast<double>(data.size());
    for (auto& value : data)
        value = std::conj(value) * scale;
}

} // namespace janus_talk::measure
