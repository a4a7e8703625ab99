// SPDX-License-Identifier: MIT
#include "media/rtp_packet.hpp"

#include <catch2/catch.hpp>
#include <gst/rtp/rtp.h>

#include <vector>

using janus_talk::media::level_extension_id;
using janus_talk::media::RtpHeader;

namespace {

/// What GStreamer's own parser makes of a packet.
struct Parsed {
    explicit Parsed(const RtpHeader& header) {
        const auto bytes = header.bytes();
        GstBuffer* buffer = gst_buffer_new_allocate(nullptr, bytes.size() + 3, nullptr);
        gst_buffer_fill(buffer, 0, bytes.data(), bytes.size());
        gst_buffer_fill(buffer, bytes.size(), "abc", 3);
        GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
        valid = gst_rtp_buffer_map(buffer, GST_MAP_READ, &rtp) != 0;
        if (valid) {
            payload_length = gst_rtp_buffer_get_payload_len(&rtp);
            payload_type = gst_rtp_buffer_get_payload_type(&rtp);
            marker = gst_rtp_buffer_get_marker(&rtp) != 0;
            sequence = gst_rtp_buffer_get_seq(&rtp);
            timestamp = gst_rtp_buffer_get_timestamp(&rtp);
            ssrc = gst_rtp_buffer_get_ssrc(&rtp);
            gpointer data = nullptr;
            guint size = 0;
            if (gst_rtp_buffer_get_extension_onebyte_header(
                        &rtp, level_extension_id, 0, &data, &size) != 0 &&
                size == 1)
                level = *static_cast<const std::uint8_t*>(data);
            gst_rtp_buffer_unmap(&rtp);
        }
        gst_buffer_unref(buffer);
    }

    bool valid = false;
    unsigned payload_length = 0;
    unsigned payload_type = 0;
    bool marker = false;
    unsigned sequence = 0;
    unsigned timestamp = 0;
    unsigned ssrc = 0;
    int level = -1;
};

} // namespace

TEST_CASE("The header of a packet is what another parser reads") {
    const Parsed parsed{{.payload_type = 111,
                         .marker = true,
                         .sequence = 0xFEDC,
                         .timestamp = 0x89ABCDEF,
                         .ssrc = 0x12345678,
                         .level = 42}};
    REQUIRE(parsed.valid);
    CHECK(parsed.payload_length == 3);
    CHECK(parsed.payload_type == 111);
    CHECK(parsed.marker);
    CHECK(parsed.sequence == 0xFEDC);
    CHECK(parsed.timestamp == 0x89ABCDEF);
    CHECK(parsed.ssrc == 0x12345678);
    CHECK(parsed.level == (0x80 | 42));
}

TEST_CASE("Each level is written as it is, and only digital silence is no voice") {
    for (int level = 0; level <= 127; ++level) {
        const Parsed parsed{{.level = static_cast<std::uint8_t>(level)}};
        REQUIRE(parsed.valid);
        CHECK_FALSE(parsed.marker);
        CHECK(parsed.level == (level == 127 ? 127 : 0x80 | level));
    }
}
