// SPDX-License-Identifier: MIT
#include "app/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace janus_talk::app {

namespace {

// Initialised before main(); what the dynamic linker took before that is a millisecond or two.
const std::chrono::steady_clock::time_point loaded = std::chrono::steady_clock::now();

// Without these GLib aborts before anything can be told as an event.
constexpr std::size_t needed_by_the_loop = 4;

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

// NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread exists yet
bool are_cores_allowed() {
    const char* const wish = std::getenv("JANUS_TALK_ALLOW_CORE");
    return wish != nullptr && std::string_view{wish} == "true";
}

} // namespace

void seal_process() {
    std::signal(SIGPIPE, SIG_IGN);
    // open() takes the lowest free number, which is the one that was found closed.
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        // Results that go nowhere must not look delivered; notices may.
        const int mode = fd == STDERR_FILENO ? O_RDWR : O_RDONLY;
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", mode) < 0)
            std::abort();
    }
    require_descriptors(needed_by_the_loop);
    if (are_cores_allowed())
        return;
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

std::chrono::steady_clock::time_point process_start() {
    return loaded;
}

Terminals::Terminals() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
        were_.at(static_cast<std::size_t>(fd)) = isatty(fd) == 1;
}

bool Terminals::is_one_gone() const {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        pollfd request{fd, 0, 0};
        if (were_.at(static_cast<std::size_t>(fd)) && poll(&request, 1, 0) > 0 &&
            (request.revents & (POLLHUP | POLLERR)) != 0)
            return true;
    }
    return false;
}

bool is_ignored(loop::Signal signal) {
    struct sigaction current {};

    return sigaction(number_of(signal), nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

} // namespace janus_talk::app
