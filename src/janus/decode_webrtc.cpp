// SPDX-License-Identifier: MIT
#include "janus/decode_handle_info.hpp"

#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace janus_talk::janus {

namespace {

std::chrono::milliseconds milliseconds_of(const Fields& fields, std::string_view name) {
    return std::chrono::milliseconds{fields.optional_small(name).value_or(0)};
}

template <typename Word>
struct Spelling {
    std::string_view text;
    Word word;
};

template <typename Word, std::size_t Count>
Word word_of(const Fields& fields,
             std::string_view name,
             const std::array<Spelling<Word>, Count>& spellings) {
    const std::string text = fields.text(name);
    for (const Spelling<Word>& spelling : spellings) {
        if (spelling.text == text)
            return spelling.word;
    }
    return Word::unknown;
}

constexpr std::array ice_states{
        Spelling<IceState>{"disconnected", IceState::disconnected},
        Spelling<IceState>{"gathering", IceState::gathering},
        Spelling<IceState>{"connecting", IceState::connecting},
        Spelling<IceState>{"connected", IceState::connected},
        Spelling<IceState>{"ready", IceState::ready},
        Spelling<IceState>{"failed", IceState::failed},
};

constexpr std::array dtls_roles{
        Spelling<DtlsRole>{"active", DtlsRole::active},
        Spelling<DtlsRole>{"passive", DtlsRole::passive},
        Spelling<DtlsRole>{"actpass", DtlsRole::actpass},
};

constexpr std::array dtls_states{
        Spelling<DtlsState>{"created", DtlsState::created},
        Spelling<DtlsState>{"trying", DtlsState::trying},
        Spelling<DtlsState>{"connected", DtlsState::connected},
        Spelling<DtlsState>{"failed", DtlsState::failed},
};

/// "192.0.2.1:5000 [host,udp]"; the port follows the last colon, as IPv6 addresses come without
/// brackets.
std::optional<CandidateEnd> parse_end(std::string_view text) {
    const auto bracket = text.find(" [");
    const auto colon = text.substr(0, bracket).rfind(':');
    const auto comma = text.find(',', bracket == std::string_view::npos ? text.size() : bracket);
    if (colon == std::string_view::npos || comma == std::string_view::npos || text.back() != ']')
        return std::nullopt;
    const std::string_view port_text = text.substr(colon + 1, bracket - colon - 1);
    std::uint16_t port = 0;
    const auto [end, error] =
            std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (error != std::errc{} || end != port_text.data() + port_text.size())
        return std::nullopt;
    return CandidateEnd{.address = std::string{text.substr(0, colon)},
                        .port = port,
                        .type = std::string{text.substr(bracket + 2, comma - bracket - 2)},
                        .protocol = std::string{text.substr(comma + 1, text.size() - comma - 2)}};
}

/// Peer-reflexive candidates come with a line end of their SDP.
std::string without_trailing_space(std::string_view text) {
    const auto last = text.find_last_not_of(" \r\n\t");
    return std::string{text.substr(0, last == std::string_view::npos ? 0 : last + 1)};
}

std::vector<std::string> candidates_of(const Fields& fields, std::string_view name) {
    std::vector<std::string> candidates;
    const auto list = fields.find(name);
    if (!list)
        return candidates;
    for (const json::Value element : list->elements()) {
        if (const auto text = element.string())
            candidates.push_back(without_trailing_space(*text));
    }
    return candidates;
}

std::optional<PacketCount> packet_count(const std::optional<Fields>& statistics,
                                        std::string_view direction) {
    const auto fields = statistics ? statistics->optional_object(direction) : std::nullopt;
    if (!fields)
        return std::nullopt;
    return PacketCount{fields->count("packets"), fields->count("bytes")};
}

Dtls decode_dtls(const Fields& fields) {
    const auto statistics = fields.optional_object("stats");
    return {.role = word_of(fields, "dtls-role", dtls_roles),
            .state = word_of(fields, "dtls-state", dtls_states),
            .fingerprint = fields.text("fingerprint"),
            .remote_fingerprint = fields.text("remote-fingerprint"),
            .remote_fingerprint_hash = fields.text("remote-fingerprint-hash"),
            .srtp_profile = fields.text("srtp-profile"),
            .retransmissions = fields.count("retransmissions"),
            .valid = fields.optional_bool("valid"),
            .ready = fields.optional_bool("ready"),
            .handshake_started = time_of(fields, "handshake-started"),
            .connected = time_of(fields, "connected"),
            .in = packet_count(statistics, "in"),
            .out = packet_count(statistics, "out")};
}

/// The members that both layouts share; `dtls` and the ids differ.
IceComponent decode_component(const Fields& fields) {
    const auto pair = fields.optional_string("selected-pair");
    return {.stream = 0,
            .component = 0,
            .state = word_of(fields, "state", ice_states),
            .gathered = time_of(fields, "gathered"),
            .connected = time_of(fields, "connected"),
            .local_candidates = candidates_of(fields, "local-candidates"),
            .remote_candidates = candidates_of(fields, "remote-candidates"),
            .selected_pair = pair ? parse_selected_pair(*pair) : std::nullopt,
            .dtls = std::nullopt};
}

/// RFC 3550, 6.4.1: 24 bits with a sign, which Janus takes for none.
std::int64_t signed_loss(std::int64_t reported) {
    constexpr std::int64_t sign = 1 << 23;
    return reported >= sign && reported < 2 * sign ? reported - 2 * sign : reported;
}

RtcpStatistics decode_rtcp(const Fields& fields) {
    return {.clock_rate = fields.count("base"),
            .round_trip = milliseconds_of(fields, "rtt"),
            .lost = fields.optional_signed("lost").value_or(0),
            .lost_by_remote = signed_loss(fields.optional_signed("lost-by-remote").value_or(0)),
            .jitter_local = milliseconds_of(fields, "jitter-local"),
            .jitter_remote = milliseconds_of(fields, "jitter-remote"),
            .in_link_quality = fields.count("in-link-quality"),
            .in_media_link_quality = fields.count("in-media-link-quality"),
            .out_link_quality = fields.count("out-link-quality"),
            .out_media_link_quality = fields.count("out-media-link-quality")};
}

void decode_extensions(const Fields& fields, HandleInfo& info) {
    if (const auto extensions = fields.find("extensions")) {
        for (const json::Value extension : extensions->members()) {
            if (const auto id = extension.unsigned_integer())
                info.extensions.emplace(extension.name(), *id);
        }
    }
    if (const auto bandwidth = fields.optional_object("bwe")) {
        info.transport_cc = bandwidth->flag("twcc");
        info.transport_cc_extension = bandwidth->optional_unsigned("twcc-ext-id");
    }
}

Traffic decode_traffic(const Fields& fields) {
    return {.packets = fields.count("packets"),
            .bytes = fields.count("bytes"),
            .bytes_last_second = fields.count("bytes_lastsec"),
            .nacks = fields.count("nacks")};
}

MediaStatistics decode_media(const Fields& fields) {
    MediaStatistics media{};
    media.mid = fields.text("mid");
    media.type = fields.text("type");
    media.index = fields.optional_unsigned("mindex");
    media.nacks = fields.flag("do_nacks");
    media.nack_queue = milliseconds_of(fields, "nack-queue-ms");
    if (const auto ssrc = fields.optional_object("ssrc")) {
        media.ssrc = ssrc->optional_unsigned("ssrc");
        media.peer_ssrc = ssrc->optional_unsigned("ssrc-peer");
    }
    if (const auto direction = fields.optional_object("direction")) {
        media.send = direction->flag("send");
        media.receive = direction->flag("recv");
    }
    if (const auto codecs = fields.optional_object("codecs")) {
        media.payload_type = codecs->optional_unsigned("pt");
        media.codec = codecs->text("codec");
    }
    const auto rtcp = fields.optional_object("rtcp");
    if (const auto main = rtcp ? rtcp->optional_object("main") : std::nullopt)
        media.rtcp = decode_rtcp(*main);
    if (const auto statistics = fields.optional_object("stats")) {
        if (const auto in = statistics->optional_object("in"))
            media.in = decode_traffic(*in);
        if (const auto out = statistics->optional_object("out"))
            media.out = decode_traffic(*out);
    }
    return media;
}

/// Before 1.0 the kind of media was part of the member's name.
class KindFields {
public:
    KindFields(Fields stream, std::string kind)
        : stream_(std::move(stream)), kind_(std::move(kind)) {}

    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view group,
                                                      std::string_view suffix) const {
        const auto fields = stream_.optional_object(group);
        return fields ? fields->optional_unsigned(kind_ + std::string{suffix}) : std::nullopt;
    }

    [[nodiscard]] bool flag(std::string_view group, std::string_view name) const {
        const auto fields = stream_.optional_object(group);
        return fields && fields->optional_bool(name).value_or(false);
    }

    [[nodiscard]] std::string text(std::string_view group, std::string_view suffix) const {
        const auto fields = stream_.optional_object(group);
        return fields ? fields->text(kind_ + std::string{suffix}) : std::string{};
    }

    [[nodiscard]] Traffic traffic(std::string_view group) const {
        return {.packets = number(group, "_packets").value_or(0),
                .bytes = number(group, "_bytes").value_or(0),
                .bytes_last_second = number(group, "_bytes_lastsec").value_or(0),
                .nacks = number(group, "_nacks").value_or(0)};
    }

private:
    Fields stream_;
    std::string kind_;
};

std::optional<MediaStatistics> decode_kind(const Fields& stream, const std::string& kind) {
    const KindFields fields{stream, kind};
    MediaStatistics media{};
    media.type = kind;
    media.ssrc = fields.number("ssrc", "");
    media.peer_ssrc = fields.number("ssrc", "-peer");
    media.send = fields.flag("direction", kind + "-send");
    media.receive = fields.flag("direction", kind + "-recv");
    media.payload_type = fields.number("codecs", "-pt");
    media.codec = fields.text("codecs", "-codec");
    media.nack_queue = milliseconds_of(stream, "nack-queue-ms");
    const auto rtcp = stream.optional_object("rtcp_stats");
    if (const auto of_kind = rtcp ? rtcp->optional_object(kind) : std::nullopt)
        media.rtcp = decode_rtcp(*of_kind);
    const bool present = media.ssrc || media.peer_ssrc || media.send || media.receive || media.rtcp;
    return present ? std::optional{std::move(media)} : std::nullopt;
}

void add_component_traffic(const Fields& component, HandleInfo& info) {
    for (MediaStatistics& media : info.media) {
        const KindFields fields{component, media.type};
        media.in = fields.traffic("in_stats");
        media.out = fields.traffic("out_stats");
        media.nacks = fields.flag("in_stats", "do_" + media.type + "_nacks");
    }
    const KindFields data{component, "data"};
    const Traffic in = data.traffic("in_stats");
    const Traffic out = data.traffic("out_stats");
    info.data_in = {in.packets, in.bytes};
    info.data_out = {out.packets, out.bytes};
}

void decode_stream(const Fields& stream, HandleInfo& info) {
    for (const char* kind : {"audio", "video"}) {
        if (auto media = decode_kind(stream, kind))
            info.media.push_back(std::move(*media));
    }
    decode_extensions(stream, info);
    for (const Fields& fields : stream.optional_objects("components")) {
        IceComponent component = decode_component(fields);
        component.stream = stream.count("id");
        component.component = fields.count("id");
        if (const auto dtls = fields.optional_object("dtls"))
            component.dtls = decode_dtls(*dtls);
        info.components.push_back(std::move(component));
        // The second component, if any, carries RTCP only.
        if (info.components.size() == 1)
            add_component_traffic(fields, info);
    }
}

} // namespace

std::optional<SelectedPair> parse_selected_pair(std::string_view text) {
    constexpr std::string_view separator = " <-> ";
    const auto middle = text.find(separator);
    if (middle == std::string_view::npos)
        return std::nullopt;
    auto local = parse_end(text.substr(0, middle));
    auto remote = parse_end(text.substr(middle + separator.size()));
    if (!local || !remote)
        return std::nullopt;
    return SelectedPair{std::move(*local), std::move(*remote)};
}

void decode_webrtc(const Fields& webrtc, HandleInfo& info) {
    if (const auto ice = webrtc.optional_object("ice")) {
        IceComponent component = decode_component(*ice);
        component.stream = ice->count("stream_id");
        component.component = ice->count("component_id");
        if (const auto dtls = webrtc.optional_object("dtls"))
            component.dtls = decode_dtls(*dtls);
        info.components.push_back(std::move(component));
    }
    decode_extensions(webrtc, info);
    const auto media = webrtc.optional_object("media");
    if (!media)
        return;
    for (const Fields& fields : media->member_objects())
        info.media.push_back(decode_media(fields));
}

void decode_streams(const std::vector<Fields>& streams, HandleInfo& info) {
    for (const Fields& stream : streams)
        decode_stream(stream, info);
}

} // namespace janus_talk::janus
