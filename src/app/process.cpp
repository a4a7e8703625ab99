// SPDX-License-Identifier: MIT
#include "app/process.hpp"

#include "base/failure.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace janus_talk::app {

namespace {

// Initialised before main(); what the dynamic linker took before that is a millisecond or two.
const std::chrono::steady_clock::time_point loaded = std::chrono::steady_clock::now();

// A conference was seen to use 40, with PulseAudio, TLS and two recordings.
constexpr rlim_t needed_descriptors = 64;

void check_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed_descriptors)
        return;
    limit.rlim_cur = std::min(limit.rlim_max, needed_descriptors);
    if (limit.rlim_cur >= needed_descriptors && setrlimit(RLIMIT_NOFILE, &limit) == 0)
        return;
    throw base::Error({base::ExitCode::device,
                       "Too few open files are allowed to this process.",
                       "Raise the limit: ulimit -n 256",
                       {}});
}

int number_of(loop::Signal signal) {
    switch (signal) {
    case loop::Signal::interrupt:
        return SIGINT;
    case loop::Signal::terminate:
        return SIGTERM;
    case loop::Signal::hang_up:
        return SIGHUP;
    case loop::Signal::user_1:
        return SIGUSR1;
    }
    return SIGINT;
}

} // namespace

void prepare_process() {
    std::signal(SIGPIPE, SIG_IGN);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            // open() takes the lowest free number, which is this one.
            if (open("/dev/null", O_RDWR) < 0)
                std::abort();
        }
    }
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    check_descriptors();
}

std::chrono::steady_clock::time_point process_start() {
    return loaded;
}

bool is_ignored(loop::Signal signal) {
    struct sigaction current {};

    return sigaction(number_of(signal), nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

} // namespace janus_talk::app
