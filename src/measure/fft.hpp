// SPDX-License-Identifier: MIT
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace janus_talk::measure {

using Complex = std::complex<double>;

/// Discrete Fourier transform of one length, in place. No scaling forth; inverse() divides by the
/// length, so that it undoes forward(). Own code: what is needed of a library is these few lines.
class Fft {
public:
    /// @pre `size` is a power of two, at least 2
    explicit Fft(std::size_t size);

    /// @pre data.size() == size()
    void forward(std::span<Complex> data) const;
    void inverse(std::span<Complex> data) const;

    [[nodiscard]] std::size_t size() const noexcept { return turns_.size() * 2; }

private:
    void reorder(std::span<Complex> data) const;

    // e^(-2πik/size) of the first half circle.
    std::vector<Complex> turns_;
};

} // namespace janus_talk::measure
