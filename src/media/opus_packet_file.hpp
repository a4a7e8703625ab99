// SPDX-License-Identifier: MIT
#pragma once

#include "media/file_descriptor.hpp"
#include "media/packet_sink.hpp"
#include "media/target_writer.hpp"
#include "media/writer_thread.hpp"

#include <functional>
#include <memory>
#include <string>

namespace janus_talk::media {

/// Records Opus packets as they came, without decoding or encoding them: an Ogg file that is as
/// long as what it covers. A missing packet becomes one that asks the player's decoder to conceal
/// it; what misses more than 100 ms becomes silence. After a stop and a new start the file goes on
/// in the same stream, with silence for the time between. The newest packet waits in memory,
/// because the last one of all is marked as such, when this object goes. Without a single packet it
/// is a valid file of no length.
///
/// Written like a SoundWriter: on a thread of its own, 2 s are queued, a kill loses no more than
/// a second. Methods belong to the main thread.
class OpusPacketFile {
public:
    /// @param name for messages @param channels what players open: 1 or 2
    OpusPacketFile(FileDescriptor fd, std::string name, unsigned channels, WriterReports reports);
    ~OpusPacketFile();
    OpusPacketFile(const OpusPacketFile&) = delete;
    OpusPacketFile& operator=(const OpusPacketFile&) = delete;
    OpusPacketFile(OpusPacketFile&&) = delete;
    OpusPacketFile& operator=(OpusPacketFile&&) = delete;

    [[nodiscard]] std::shared_ptr<PacketSink> sink() const;

    void start();
    /// As SoundWriter::stop().
    [[nodiscard]] BlockingWork stop(std::function<void(double)> done);

private:
    class Core;

    std::shared_ptr<Core> core_;
    WriterThread thread_;
};

} // namespace janus_talk::media
