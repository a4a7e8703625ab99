// SPDX-License-Identifier: MIT
#include "media/ogg_opus.hpp"

#include <new>
#include <ogg/ogg.h>
#include <string_view>
#include <utility>

namespace janus_talk::media {

namespace {

/// What the encoder starts ahead of its input (RFC 7845, section 4.2): players leave it out.
constexpr unsigned pre_skip = 312;

constexpr std::uint64_t page_samples = 24000;

void put_number(std::vector<unsigned char>& bytes, std::size_t size, std::uint32_t value) {
    for (std::size_t i = 0; i < size; ++i)
        bytes.push_back(static_cast<unsigned char>(value >> (8 * i)));
}

void put_text(std::vector<unsigned char>& bytes, std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
}

std::vector<unsigned char> head(unsigned channels) {
    std::vector<unsigned char> bytes;
    put_text(bytes, "OpusHead");
    put_number(bytes, 1, 1); // version
    put_number(bytes, 1, channels);
    put_number(bytes, 2, pre_skip);
    put_number(bytes, 4, 48000);
    put_number(bytes, 2, 0); // gain
    put_number(bytes, 1, 0); // mono or stereo in the usual order
    return bytes;
}

std::vector<unsigned char> tags() {
    constexpr std::string_view vendor = "janus-talk";
    std::vector<unsigned char> bytes;
    put_text(bytes, "OpusTags");
    put_number(bytes, 4, vendor.size());
    put_text(bytes, vendor);
    put_number(bytes, 4, 0); // comments
    return bytes;
}

} // namespace

class OggOpus::Impl {
public:
    Impl(std::uint32_t serial, unsigned channels) {
        if (ogg_stream_init(&stream_, static_cast<int>(serial)) != 0)
            throw std::bad_alloc{};
        // Each header has a page of its own.
        put(head(channels), 0, false);
        flush();
        put(tags(), 0, false);
        flush();
    }

    ~Impl() { ogg_stream_clear(&stream_); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    void add(std::span<const std::uint8_t> packet, unsigned duration) {
        put_waiting(false);
        waiting_.assign(packet.begin(), packet.end());
        position_ += duration;
    }

    void end() {
        if (position_ == 0)
            return put_empty_end();
        put_waiting(true);
        flush();
    }

    std::vector<unsigned char> take(bool all) {
        if (all)
            flush();
        return std::exchange(pages_, {});
    }

    [[nodiscard]] std::uint64_t position() const noexcept { return position_; }

private:
    void put_waiting(bool last) {
        if (waiting_.empty())
            return;
        put(waiting_, static_cast<ogg_int64_t>(position_), last);
        waiting_.clear();
        if (position_ - page_begin_ >= page_samples)
            flush();
    }

    void put(std::vector<unsigned char> bytes, ogg_int64_t end, bool last) {
        ogg_packet packet{};
        packet.packet = bytes.data();
        packet.bytes = static_cast<long>(bytes.size());
        packet.b_o_s = packets_ == 0 ? 1 : 0;
        packet.e_o_s = last ? 1 : 0;
        packet.granulepos = end;
        packet.packetno = packets_++;
        if (ogg_stream_packetin(&stream_, &packet) != 0)
            throw std::bad_alloc{};
    }

    /// A last page without packets (RFC 3533 calls it nil): no packet can be marked as the last
    /// one.
    void put_empty_end() {
        constexpr std::size_t header_size = 27;
        std::vector<unsigned char> header;
        put_text(header, "OggS");
        put_number(header, 1, 0); // version
        put_number(header, 1, 4); // end of stream
        put_number(header, 4, 0); // position, 8 bytes
        put_number(header, 4, 0);
        put_number(header, 4, static_cast<std::uint32_t>(stream_.serialno));
        put_number(header, 4, static_cast<std::uint32_t>(stream_.pageno));
        header.resize(header_size, 0); // checksum, number of segments
        ogg_page page{header.data(), static_cast<long>(header_size), nullptr, 0};
        ogg_page_checksum_set(&page);
        pages_.insert(pages_.end(), header.begin(), header.end());
    }

    void flush() {
        ogg_page page{};
        while (ogg_stream_flush(&stream_, &page) != 0) {
            pages_.insert(pages_.end(), page.header, page.header + page.header_len);
            pages_.insert(pages_.end(), page.body, page.body + page.body_len);
        }
        page_begin_ = position_;
    }

    ogg_stream_state stream_{};
    ogg_int64_t packets_ = 0;
    std::vector<unsigned char> waiting_;
    std::vector<unsigned char> pages_;
    std::uint64_t position_ = 0;
    std::uint64_t page_begin_ = 0;
};

OggOpus::OggOpus(std::uint32_t serial, unsigned channels)
    : impl_(std::make_unique<Impl>(serial, channels)) {}

OggOpus::~OggOpus() = default;

void OggOpus::add(std::span<const std::uint8_t> packet, unsigned duration) {
    impl_->add(packet, duration);
}

void OggOpus::end() {
    impl_->end();
}

std::vector<unsigned char> OggOpus::take(bool all) {
    return impl_->take(all);
}

std::uint64_t OggOpus::position() const noexcept {
    return impl_->position();
}

} // namespace janus_talk::media
