// SPDX-License-Identifier: MIT
#include "app/process.hpp"
#include "base/failure.hpp"
#include "loop/descriptors.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <sys/mman.h>
#include <sys/resource.h>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace janus_talk::app {

namespace {

// A conference was seen to use 40, with PulseAudio, TLS and two recordings.
constexpr std::size_t needed_descriptors = 64;
// Likewise 18.
constexpr std::size_t needed_threads = 24;
// Each thread reserves a stack and an arena. A conference reserves 1.1 GB when it may, gets along
// with 0.6, and was seen to abort inside GStreamer with 0.5.
constexpr std::size_t needed_address_space = std::size_t{1} << 30U;

[[noreturn]] void give_up_for_lack(std::string text, std::string hint) {
    throw base::Error({base::ExitCode::device, std::move(text), std::move(hint), {}});
}

void raise_descriptor_limit() {
    rlimit limit{};
    constexpr rlim_t generous = 4 * needed_descriptors;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= generous)
        return;
    limit.rlim_cur = std::min(limit.rlim_max, generous);
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// Threads that only wait for each other.
class Crowd {
public:
    Crowd() = default;
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;
    Crowd(Crowd&&) = delete;
    Crowd& operator=(Crowd&&) = delete;

    ~Crowd() {
        {
            const std::lock_guard lock{mutex_};
            done_ = true;
        }
        wake_.notify_all();
        for (auto& thread : threads_)
            thread.join();
    }

    /// @throws std::system_error
    void add() {
        threads_.emplace_back([this] { wait(); });
    }

private:
    void wait() {
        std::unique_lock lock{mutex_};
        wake_.wait(lock, [this] { return done_; });
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    bool done_ = false;
    std::vector<std::thread> threads_;
};

/// Starts as many as there will be, all alive at once, which also asks for the memory of their
/// stacks. Takes a millisecond.
bool can_start_threads() {
    Crowd crowd;
    try {
        for (std::size_t count = 0; count < needed_threads; ++count)
            crowd.add();
    } catch (const std::system_error&) {
        return false;
    }
    return true;
}

bool has_address_space() {
    void* const room = mmap(nullptr,
                            needed_address_space,
                            PROT_NONE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                            -1,
                            0);
    return room != MAP_FAILED && munmap(room, needed_address_space) == 0;
}

} // namespace

void require_descriptors(std::size_t count) {
    if (loop::free_descriptors(count) < count) {
        give_up_for_lack("Too few open files are allowed to this process.",
                         "Raise the limit: ulimit -n 256");
    }
}

void require_resources(Load load) {
    raise_descriptor_limit();
    require_descriptors(needed_descriptors);
    if (!can_start_threads() || (load == Load::conference && !has_address_space())) {
        give_up_for_lack("Too few threads, or too little memory, are allowed to this process.",
                         "Raise the limits: ulimit -u, ulimit -v, or those of its control group");
    }
}

} // namespace janus_talk::app
