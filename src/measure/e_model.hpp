// SPDX-License-Identifier: MIT
#pragma once

namespace janus_talk::measure {

enum class Coding { opus, g711 };

/// What ITU-T G.107 (the E-model) needs to know of a call; all else has its default value there.
struct Transmission {
    /// Mouth to ear, ms.
    double delay_ms = 0;
    /// Packets that were lost on the whole way, percent, at random.
    double loss_pct = 0;
    Coding coding = Coding::opus;
    /// bit/s of each encoding in Opus.
    double bitrate = 32000;
    /// How often the voice is encoded: AudioBridge decodes, mixes and encodes again.
    unsigned encodings = 2;
    /// In-band forward error correction is sent.
    bool fec = false;
};

/// R, 0 to 93.2 (the highest that narrow-band telephony knows):
///
///     R = 93.2 - Idd - Ie,eff       Ie,eff = Ie + (95 - Ie) · Ppl / (Ppl + Bpl)
///
/// * 93.2 is Ro - Is with all default values of G.107.
/// * Idd is what delay alone costs (edition of 2015, with the defaults sT = 1 and mT = 100 ms):
///   nothing up to 100 ms. There is no echo: both ends are inside the program.
/// * G.113 has no Ie and Bpl for Opus. Taken are those of the open estimator "rtcscore", a
///   convention rather than a measurement: Ie = 55 - 4.6 · ln(bit/s), 0 to 30, which is 7.3 at 32
///   kbit/s; Bpl = 10, and 20 with in-band FEC. Encodings one after another add up their Ie, so
///   that a call through AudioBridge without loss has an R of 78.6.
/// * G.113 (appendix I) has them for G.711: Ie = 0, and Bpl = 4.3 without concealment of lost
///   packets, which AudioBridge has none of.
///
/// It tells calls apart by delay and loss. It has not heard the voice.
[[nodiscard]] double rating(const Transmission& call);

/// Mean opinion score of R (G.107, annex B), 1 (bad) to 4.5 (excellent).
[[nodiscard]] double mos_of_rating(double r);

[[nodiscard]] double mos(const Transmission& call);

} // namespace janus_talk::measure
