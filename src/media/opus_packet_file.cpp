// SPDX-License-Identifier: MIT
#include "media/opus_packet_file.hpp"

#include "media/descriptor_writer.hpp"
#include "media/opus_assembly.hpp"
#include "media/packet_queue.hpp"
#include "media/pcm.hpp"

#include <optional>
#include <random>
#include <unistd.h>
#include <utility>
#include <vector>

namespace janus_talk::media {

namespace {

using Clock = std::chrono::steady_clock;

/// Two seconds of the packets that AudioBridge sends.
constexpr std::size_t queue_packets = 100;
constexpr std::chrono::milliseconds period{100};
constexpr std::chrono::seconds checkpoint_interval{1};

} // namespace

class OpusPacketFile::Core final : public PacketSink, public WriterJob {
public:
    Core(FileDescriptor fd, std::string name, unsigned channels, WriterReports reports)
        : output_(std::move(fd), std::move(name)), channels_(channels),
          reports_(std::move(reports)) {}

    /// The stream is open between runs; only now it is known which packet was the last.
    ~Core() override {
        const bool waits_for_nobody = lseek(output_.fd(), 0, SEEK_CUR) >= 0;
        if (!assembly_ || failed_ || !waits_for_nobody)
            return;
        assembly_->end();
        save(true);
    }

    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;
    Core(Core&&) = delete;
    Core& operator=(Core&&) = delete;

    void write(std::span<const std::uint8_t> payload,
               std::uint32_t rtp_timestamp) noexcept override {
        // What finds no place is lost, as on the network.
        [[maybe_unused]] const bool taken = queue_.write(payload, rtp_timestamp, Clock::now());
    }

    void run(const Cancellation& stopping) noexcept override {
        began_ = false;
        // From now on the file is a valid one, whatever comes.
        if (!assembly_)
            assembly_.emplace(std::random_device{}(), channels_);
        save(true);
        auto last_checkpoint = Clock::now();
        bool more = true;
        while (more) {
            more = !stopping.wait(period);
            drain();
            const auto now = Clock::now();
            if (now - last_checkpoint < checkpoint_interval)
                continue;
            last_checkpoint = now;
            save(true);
        }
        save(true);
    }

    void cancel_write() noexcept override { output_.cancel(); }

    [[nodiscard]] double seconds() const override {
        return assembly_ ? static_cast<double>(assembly_->written()) / sample_rate : 0;
    }

private:
    void drain() {
        while (const PacketQueue::Packet* packet = queue_.front()) {
            if (!failed_)
                add(*packet);
            queue_.pop();
        }
        save(false);
    }

    void add(const PacketQueue::Packet& packet) {
        if (assembly_->add(packet.payload(), packet.rtp_timestamp, packet.arrived) &&
            !std::exchange(began_, true))
            reports_.began();
    }

    void save(bool all) {
        if (!assembly_ || failed_)
            return;
        if (const auto failure = output_.write(assembly_->take(all))) {
            failed_ = true;
            reports_.failed(*failure, seconds());
        }
    }

    // Between the receiving and the writing thread.
    PacketQueue queue_{queue_packets};

    // Writing thread, and after its end whoever waited for it.
    DescriptorWriter output_;
    const unsigned channels_;
    const WriterReports reports_;
    std::optional<OpusAssembly> assembly_;
    bool began_ = false;
    bool failed_ = false;
};

OpusPacketFile::OpusPacketFile(FileDescriptor fd,
                               std::string name,
                               unsigned channels,
                               WriterReports reports)
    : core_(std::make_shared<Core>(std::move(fd), std::move(name), channels, std::move(reports))),
      thread_(core_) {}

OpusPacketFile::~OpusPacketFile() = default;

std::shared_ptr<PacketSink> OpusPacketFile::sink() const {
    return core_;
}

void OpusPacketFile::start() {
    thread_.start();
}

BlockingWork OpusPacketFile::stop(std::function<void(double)> done) {
    return thread_.stop(std::move(done));
}

} // namespace janus_talk::media
