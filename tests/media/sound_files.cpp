// SPDX-License-Identifier: MIT
#include "media/sound_files.hpp"

#include "media/gst_ptr.hpp"
#include "media/session_bench.hpp"
#include "media/wav_format.hpp"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numbers>
#include <stdexcept>

namespace janus_talk::media::test {

ScratchFolder::ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "media-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no scratch folder");
    folder_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Samples sine(double hz, double seconds, double amplitude, unsigned rate) {
    Samples samples(static_cast<std::size_t>(seconds * rate));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate;
        samples[i] = static_cast<std::int16_t>(std::lround(32767 * amplitude * std::sin(phase)));
    }
    return samples;
}

std::string to_bytes(const Samples& samples) {
    std::string bytes(samples.size() * sizeof(std::int16_t), '\0');
    if (!samples.empty())
        std::memcpy(bytes.data(), samples.data(), bytes.size());
    return bytes;
}

Channels channels_of(const std::string& path) {
    Channels channels;
    const Samples both = to_samples(read_file(path).substr(wav_header_size));
    for (std::size_t at = 0; at + 1 < both.size(); at += 2) {
        channels.left.push_back(both[at]);
        channels.right.push_back(both[at + 1]);
    }
    return channels;
}

Samples to_samples(const std::string& bytes) {
    Samples samples(bytes.size() / sizeof(std::int16_t));
    if (!samples.empty())
        std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(std::int16_t));
    return samples;
}

std::string
wav_bytes(const Samples& samples, unsigned rate, unsigned channels, std::int64_t claimed_size) {
    const std::string sound = to_bytes(samples);
    const auto size = claimed_size < 0 ? sound.size() : static_cast<std::uint64_t>(claimed_size);
    const auto header = make_wav_header(rate, channels, size);
    return std::string{header.begin(), header.end()} + sound;
}

void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream file{path, std::ios::binary};
    file << bytes;
}

std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::vector<std::uint8_t>> encode_opus(const Samples& samples) {
    (void)runtime();
    const PipelinePtr pipeline = make_pipeline();
    const ElementPtr chain{GST_ELEMENT(gst_object_ref_sink(gst_parse_bin_from_description(
            "appsrc name=begin format=time caps=audio/x-raw,format=S16LE,rate=48000,channels=1,"
            "layout=interleaved ! opusenc frame-size=20 audio-type=voice ! appsink name=end "
            "sync=false",
            FALSE,
            nullptr)))};
    gst_bin_add(GST_BIN(pipeline.get()), chain.get());
    const ElementPtr begin{gst_bin_get_by_name(GST_BIN(pipeline.get()), "begin")};
    const ElementPtr end{gst_bin_get_by_name(GST_BIN(pipeline.get()), "end")};
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    const gsize size = samples.size() * sizeof(std::int16_t);
    GstBuffer* buffer = gst_buffer_new_allocate(nullptr, size, nullptr);
    gst_buffer_fill(buffer, 0, samples.data(), size);
    GST_BUFFER_PTS(buffer) = 0;
    gst_app_src_push_buffer(GST_APP_SRC(begin.get()), buffer);
    gst_app_src_end_of_stream(GST_APP_SRC(begin.get()));
    std::vector<std::vector<std::uint8_t>> packets;
    while (const SamplePtr sample{gst_app_sink_pull_sample(GST_APP_SINK(end.get()))}) {
        GstMapInfo map{};
        GstBuffer* packet = gst_sample_get_buffer(sample.get());
        gst_buffer_map(packet, &map, GST_MAP_READ);
        packets.emplace_back(map.data, map.data + map.size);
        gst_buffer_unmap(packet, &map);
    }
    return packets;
}

Samples decode_file(const std::string& path) {
    (void)runtime();
    const PipelinePtr pipeline = make_pipeline();
    const std::string description = "filesrc location=\"" + path +
                                    "\" ! decodebin ! audioconvert ! audioresample ! "
                                    "audio/x-raw,format=S16LE,rate=48000,channels=1 ! "
                                    "appsink name=end sync=false";
    const ElementPtr chain{GST_ELEMENT(gst_object_ref_sink(
            gst_parse_bin_from_description(description.c_str(), FALSE, nullptr)))};
    gst_bin_add(GST_BIN(pipeline.get()), chain.get());
    const ElementPtr end{gst_bin_get_by_name(GST_BIN(pipeline.get()), "end")};
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    const ObjectPtr<GstBus> bus{gst_element_get_bus(pipeline.get())};
    Samples decoded;
    while (true) {
        const SamplePtr sample{
                gst_app_sink_try_pull_sample(GST_APP_SINK(end.get()), 100 * GST_MSECOND)};
        if (sample) {
            GstMapInfo map{};
            GstBuffer* buffer = gst_sample_get_buffer(sample.get());
            gst_buffer_map(buffer, &map, GST_MAP_READ);
            const void* bytes = map.data;
            const auto* samples = static_cast<const std::int16_t*>(bytes);
            decoded.insert(decoded.end(), samples, samples + map.size / sizeof(std::int16_t));
            gst_buffer_unmap(buffer, &map);
            continue;
        }
        const MessagePtr error{gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR)};
        if (error || gst_app_sink_is_eos(GST_APP_SINK(end.get())) != 0)
            return decoded;
    }
}

} // namespace janus_talk::media::test
