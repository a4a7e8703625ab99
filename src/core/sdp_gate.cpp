// SPDX-License-Identifier: MIT
#include "core/sdp_gate.hpp"

#include "core/sdp_description.hpp"
#include "core/sdp_format.hpp"
#include "core/sdp_transport.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace janus_talk::core {

namespace {

using sdp::Fault;
using Step = std::optional<Fault>;

constexpr std::size_t longest_answer = 64UL * 1024;
constexpr std::string_view profile = "UDP/TLS/RTP/SAVPF";

/// Seen from the side that wrote the description.
struct Direction {
    std::string_view name;
    bool sends = true;
    bool receives = true;
};

constexpr std::array<Direction, 4> directions{{
        {"sendrecv", true, true},
        {"sendonly", true, false},
        {"recvonly", false, true},
        {"inactive", false, false},
}};

/// Empty when two are given; sendrecv when none is (RFC 8866, section 6.7).
std::optional<Direction> direction_of(const sdp::Description& description,
                                      const sdp::Media& media) {
    std::vector<Direction> found;
    for (const sdp::Attributes* level : {&media.attributes, &description.session}) {
        for (const Direction& direction : directions) {
            const auto values = sdp::values_of(*level, direction.name);
            found.insert(found.end(), values.size(), direction);
        }
        if (!found.empty())
            break;
    }
    if (found.size() > 1)
        return std::nullopt;
    return found.empty() ? directions[0] : found[0];
}

/// What our offer allows the answer to be.
struct Terms {
    std::string_view mid;
    std::string_view setup = "actpass";
    Direction direction;
    bool bundled = false;
    Codec codec = Codec::opus;
    std::vector<unsigned> payload_types;
    /// "id uri"
    std::vector<std::string> extensions;
};

/// "1 urn:…" of the extmap "1/sendonly urn:… attributes"; empty when malformed.
std::string extension_of(std::string_view value) {
    const auto words = sdp::words_of(value);
    const auto id = sdp::to_number<unsigned>(words[0].substr(0, words[0].find('/')));
    if (!id || *id == 0 || *id > 14 || words.size() < 2)
        return {};
    return std::to_string(*id) + " " + std::string(words[1]);
}

std::optional<Terms> terms_of(const sdp::Description& offer) {
    if (offer.media.size() != 1)
        return std::nullopt;
    const sdp::Media& media = offer.media[0];
    const auto line = sdp::parse_media_line(media.line);
    const auto mids = sdp::values_of(media.attributes, "mid");
    const auto direction = direction_of(offer, media);
    if (!line || mids.size() != 1 || !sdp::is_token(mids[0], 64) || !direction)
        return std::nullopt;

    Terms terms;
    terms.mid = mids[0];
    terms.direction = *direction;
    terms.bundled = !sdp::values_of(offer.session, "group").empty();
    const auto setups = sdp::values_of(offer, media, "setup");
    if (!setups.empty())
        terms.setup = setups[0];
    for (const std::string_view value : sdp::values_of(media.attributes, "extmap"))
        terms.extensions.push_back(extension_of(value));
    const auto formats = sdp::known_formats(*line, media);
    if (formats.empty())
        return std::nullopt;
    // Ours has one codec; of several the first one is preferred.
    terms.codec = formats.front().codec;
    for (const sdp::Format& format : formats) {
        if (format.codec == terms.codec)
            terms.payload_types.push_back(format.payload_type);
    }
    return terms;
}

/// Judges one answer step by step; each step keeps what the rebuilt text needs.
class AnswerGate {
public:
    AnswerGate(const sdp::Description& answer, const Terms& offer, CandidateScope scope)
        : answer_(answer), media_(answer.media.front()), offer_(offer), scope_(scope) {}

    [[nodiscard]] Step judge();
    [[nodiscard]] CheckedAnswer rebuild() const;

    /// Whether the server found nothing to talk about, which has a cause of its own.
    [[nodiscard]] bool is_declined() const { return declined_; }

private:
    Step check_media_line();
    Step check_direction();
    Step check_mid();
    Step check_codec();
    Step check_transport();
    [[nodiscard]] std::string kept_attributes() const;

    const sdp::Description& answer_;
    const sdp::Media& media_;
    const Terms& offer_;
    CandidateScope scope_;
    bool declined_ = false;
    sdp::MediaLine line_;
    Direction direction_;
    sdp::Format format_;
    sdp::IceCredentials ice_;
    std::string_view setup_;
    Fingerprint fingerprint_;
};

Step AnswerGate::judge() {
    for (const auto step : {&AnswerGate::check_media_line,
                            &AnswerGate::check_direction,
                            &AnswerGate::check_mid,
                            &AnswerGate::check_codec,
                            &AnswerGate::check_transport}) {
        if (auto fault = (this->*step)())
            return fault;
    }
    return std::nullopt;
}

Step AnswerGate::check_media_line() {
    auto line = sdp::parse_media_line(media_.line);
    if (!line)
        return Fault{"has a malformed m-line"};
    if (line->kind != "audio")
        return Fault{"is not about audio"};
    declined_ = line->port == 0;
    if (declined_)
        return Fault{"rejects our audio (port 0)"};
    if (line->profile != profile)
        return Fault{"does not use " + std::string(profile)};
    line_ = std::move(*line);
    return std::nullopt;
}

Step AnswerGate::check_direction() {
    const auto direction = direction_of(answer_, media_);
    if (!direction)
        return Fault{"gives two directions"};
    declined_ = !direction->sends && !direction->receives;
    if (declined_)
        return Fault{"is inactive"};
    if ((direction->sends && !offer_.direction.receives) ||
        (direction->receives && !offer_.direction.sends))
        return Fault{"gives a direction that was not offered"};
    direction_ = *direction;
    return std::nullopt;
}

Step AnswerGate::check_mid() {
    const auto mids = sdp::values_of(media_.attributes, "mid");
    if (mids.size() != 1 || mids[0] != offer_.mid)
        return Fault{"does not carry the mid of our offer"};
    for (const std::string_view group : sdp::values_of(answer_.session, "group")) {
        const auto words = sdp::words_of(group);
        if (words[0] == "BUNDLE" && (words.size() != 2 || words[1] != offer_.mid))
            return Fault{"bundles media that were not offered"};
    }
    return std::nullopt;
}

Step AnswerGate::check_codec() {
    for (sdp::Format& format : sdp::known_formats(line_, media_)) {
        const auto& offered = offer_.payload_types;
        if (format.codec != offer_.codec ||
            std::find(offered.begin(), offered.end(), format.payload_type) == offered.end())
            continue;
        format_ = std::move(format);
        return std::nullopt;
    }
    return Fault{"has no payload type of our offer for " + sdp::mapping_of(offer_.codec)};
}

Step AnswerGate::check_transport() {
    if (sdp::values_of(media_.attributes, "rtcp-mux").empty())
        return Fault{"has no rtcp-mux"};
    auto ice = sdp::ice_credentials(answer_, media_);
    if (const auto* fault = std::get_if<Fault>(&ice))
        return *fault;
    ice_ = std::get<sdp::IceCredentials>(ice);
    auto setup = sdp::dtls_setup(answer_, media_, offer_.setup);
    if (const auto* fault = std::get_if<Fault>(&setup))
        return *fault;
    setup_ = std::get<std::string_view>(setup);
    auto fingerprint = sdp::strongest_fingerprint(answer_, media_);
    if (const auto* fault = std::get_if<Fault>(&fingerprint))
        return *fault;
    fingerprint_ = std::get<Fingerprint>(std::move(fingerprint));
    return std::nullopt;
}

std::string line_of(std::string_view name, std::string_view value) {
    std::string line = "a=";
    line.append(name).append(":").append(value).append("\r\n");
    return line;
}

/// What is useful but not vital, and therefore left out rather than refused when it is odd.
std::string AnswerGate::kept_attributes() const {
    std::string kept;
    std::vector<std::string> extensions;
    for (const std::string_view value : sdp::values_of(media_.attributes, "extmap")) {
        std::string extension = extension_of(value);
        const auto& offered = offer_.extensions;
        const bool is_offered =
                std::find(offered.begin(), offered.end(), extension) != offered.end();
        const bool is_new =
                std::find(extensions.begin(), extensions.end(), extension) == extensions.end();
        if (extension.empty() || !is_offered || !is_new)
            continue;
        kept += line_of("extmap", extension);
        extensions.push_back(std::move(extension));
    }
    for (const std::string_view value : sdp::values_of(media_.attributes, "msid")) {
        const auto words = sdp::words_of(value);
        if (words.size() != 2 || !sdp::is_token(words[0], 64) || !sdp::is_token(words[1], 64))
            continue;
        kept += line_of("msid", value);
        break;
    }
    for (const std::string_view value : sdp::values_of(media_.attributes, "ssrc")) {
        const auto words = sdp::words_of(value);
        const auto ssrc = sdp::to_number<std::uint32_t>(words[0]);
        if (!ssrc || words.size() != 2 || !words[1].starts_with("cname:"))
            continue;
        if (!sdp::is_visible_ascii(words[1].substr(6), 255))
            continue;
        kept += line_of("ssrc", std::to_string(*ssrc) + " " + std::string(words[1]));
        break;
    }
    return kept;
}

CheckedAnswer AnswerGate::rebuild() const {
    const std::string type = std::to_string(format_.payload_type);
    const auto has = [](const sdp::Attributes& attributes, std::string_view name) {
        return !sdp::values_of(attributes, name).empty();
    };
    std::string text = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";
    if (offer_.bundled)
        text += line_of("group", "BUNDLE " + std::string(offer_.mid));
    if (has(answer_.session, "ice-lite"))
        text += "a=ice-lite\r\n";
    text.append("m=audio 9 ").append(profile).append(" ").append(type).append("\r\n");
    text += "c=IN IP4 0.0.0.0\r\n";
    text += line_of("mid", offer_.mid);
    text.append("a=").append(direction_.name).append("\r\na=rtcp-mux\r\n");
    text += line_of("ice-ufrag", ice_.ufrag) + line_of("ice-pwd", ice_.pwd);
    for (const std::string_view options : sdp::values_of(answer_, media_, "ice-options")) {
        const auto words = sdp::words_of(options);
        if (std::find(words.begin(), words.end(), "trickle") == words.end())
            continue;
        text += line_of("ice-options", "trickle");
        break;
    }
    text += line_of("fingerprint", sdp::to_text(fingerprint_)) + line_of("setup", setup_);
    text += line_of("rtpmap", type + " " + sdp::mapping_of(format_.codec));
    if (!format_.parameters.empty())
        text += line_of("fmtp", type + " " + format_.parameters);
    text += kept_attributes();
    for (const std::string& candidate : sdp::usable_candidates(media_, scope_))
        text += "a=" + candidate + "\r\n";
    if (has(media_.attributes, "end-of-candidates"))
        text += "a=end-of-candidates\r\n";
    return {std::move(text), fingerprint_, format_.stereo};
}

base::Failure refusal(const Fault& fault) {
    return {base::ExitCode::protocol,
            "The server's SDP answer " + fault.text + ".",
            "No setting here can cure this: check that the address is that of a Janus server with "
            "the AudioBridge plug-in, and that nothing on the way rewrites SDP.",
            {}};
}

base::Failure no_common_codec(const Fault& fault, Codec codec) {
    const std::string name = codec == Codec::opus ? "Opus" : std::string{facts_of(codec).encoding};
    return {base::ExitCode::protocol,
            "The server's SDP answer " + fault.text + ": it found no codec of ours.",
            "janus-talk offered " + name + " only; the room or the server must allow it.",
            {}};
}

} // namespace

std::variant<CheckedAnswer, base::Failure>
check_answer(std::string_view answer, std::string_view offer, CandidateScope scope) {
    const auto own = sdp::parse_description(offer);
    const auto terms = own ? terms_of(*own) : std::nullopt;
    if (!terms) {
        return base::Failure{base::ExitCode::internal,
                             "The SDP offer is not one with one known audio codec.",
                             "This is a bug in janus-talk.",
                             {}};
    }
    if (answer.size() > longest_answer)
        return refusal({"is larger than 64 kB"});
    const auto description = sdp::parse_description(answer);
    if (!description)
        return refusal({"is not valid SDP"});
    if (description->media.size() != 1)
        return refusal({"does not have exactly one m-line"});

    AnswerGate gate(*description, *terms, scope);
    if (const auto fault = gate.judge())
        return gate.is_declined() ? no_common_codec(*fault, terms->codec) : refusal(*fault);
    return gate.rebuild();
}

} // namespace janus_talk::core
