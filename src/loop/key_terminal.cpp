// SPDX-License-Identifier: MIT
#include "loop/key_terminal.hpp"

#include "loop/fd_watch.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <optional>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace janus_talk::loop {

namespace {

/// What kills a process that does not handle it. What this program does handle is not among them.
constexpr std::array deadly{SIGQUIT,
                            SIGILL,
                            SIGTRAP,
                            SIGABRT,
                            SIGBUS,
                            SIGFPE,
                            SIGSEGV,
                            SIGSYS,
                            SIGALRM,
                            SIGVTALRM,
                            SIGPROF,
                            SIGXCPU,
                            SIGXFSZ,
                            SIGUSR2};

/// A signal handler has no object. Written before `fd` is set, and not while it is.
struct Taken {
    termios before{};
    termios keys{};
    std::array<struct sigaction, deadly.size()> dying{};

    struct sigaction suspend {};

    struct sigaction resume {};

    std::atomic<int> fd = -1;
    /// The terminal is in our mode.
    std::atomic<bool> active = false;
};

Taken taken;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

/// A terminal that is not ours to control knows no background; nor does one that has hung up.
bool is_foreground(int fd) noexcept {
    const pid_t group = tcgetpgrp(fd);
    return group < 0 || group == getpgrp();
}

/// Whoever is moved to the background right now is not to be stopped by this.
void set_mode(int fd, const termios& mode) noexcept {
    sigset_t set;
    sigset_t old;
    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    tcsetattr(fd, TCSANOW, &mode); // not TCSADRAIN, which waits for a terminal held by Ctrl-S
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

void take() noexcept {
    const int fd = taken.fd;
    if (fd < 0 || !is_foreground(fd))
        return;
    set_mode(fd, taken.keys);
    taken.active = true;
}

/// In the background the terminal is the shell's, which has set it as it likes.
void let_go() noexcept {
    const int fd = taken.fd;
    if (fd < 0 || !taken.active.exchange(false) || !is_foreground(fd))
        return;
    set_mode(fd, taken.before);
}

void on_suspend(int /*signal*/) {
    const int error = errno;
    let_go();

    struct sigaction ours {};

    sigaction(SIGTSTP, &taken.suspend, &ours);
    raise(SIGTSTP); // with SA_NODEFER: stops here until somebody says SIGCONT
    sigaction(SIGTSTP, &ours, nullptr);
    take();
    errno = error;
}

/// After a SIGSTOP, which nobody sees coming.
void on_resume(int /*signal*/) {
    const int error = errno;
    take();
    errno = error;
}

bool is_fault(int signal) noexcept {
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE;
}

void on_death(int signal, siginfo_t* info, void* /*context*/) {
    let_go();
    for (std::size_t i = 0; i < deadly.size(); ++i) {
        if (deadly.at(i) == signal)
            sigaction(signal, &taken.dying.at(i), nullptr);
    }
    // A fault happens again on return, and then with all that is known about it.
    if (!is_fault(signal) || info->si_code <= 0)
        raise(signal);
}

void handle(int signal, void (*handler)(int), struct sigaction& old) {
    struct sigaction action {};

    action.sa_handler = handler;
    action.sa_flags = SA_RESTART | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    sigaction(signal, nullptr, &old);
    if (old.sa_handler == SIG_DFL)
        sigaction(signal, &action, nullptr);
}

void watch_signals() {
    handle(SIGTSTP, on_suspend, taken.suspend);
    handle(SIGCONT, on_resume, taken.resume);
    for (std::size_t i = 0; i < deadly.size(); ++i) {
        struct sigaction action {};

        action.sa_sigaction = on_death;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigemptyset(&action.sa_mask);
        sigaction(deadly.at(i), nullptr, &taken.dying.at(i));
        // Others' handlers (sanitizers have some) come after ours; what is ignored stays ignored.
        if (taken.dying.at(i).sa_handler != SIG_IGN)
            sigaction(deadly.at(i), &action, nullptr);
    }
}

void unwatch_signals() {
    sigaction(SIGTSTP, &taken.suspend, nullptr);
    sigaction(SIGCONT, &taken.resume, nullptr);
    for (std::size_t i = 0; i < deadly.size(); ++i)
        sigaction(deadly.at(i), &taken.dying.at(i), nullptr);
}

/// For the handlers of faults, of which a full stack is one. Of the main thread only, where our
/// code runs.
alignas(std::max_align_t) std::array<std::byte, std::size_t{64} * 1024> spare_stack;

/// @return false when there is one already, as sanitizers bring with them
bool set_spare_stack() noexcept {
    stack_t spare{};
    if (sigaltstack(nullptr, &spare) != 0 || (spare.ss_flags & SS_DISABLE) == 0)
        return false;
    spare.ss_sp = spare_stack.data();
    spare.ss_size = spare_stack.size();
    spare.ss_flags = 0;
    return sigaltstack(&spare, nullptr) == 0;
}

void unset_spare_stack() noexcept {
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
}

termios key_mode(termios mode) {
    mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
    mode.c_cc[VMIN] = 0;
    mode.c_cc[VTIME] = 0;
    return mode;
}

} // namespace

struct KeyTerminal::Impl {
    Impl(const MainLoop& main_loop, int terminal, std::function<void(std::string_view)> keys)
        : loop(main_loop), fd(terminal), on_keys(std::move(keys)) {}

    void watch() {
        reading.emplace(loop, FdWatch::What{fd}, [this](Readiness ready) { read_some(ready); });
    }

    void read_some(Readiness ready) {
        // The shell's: reading it would stop us.
        if (!is_foreground(fd)) {
            reading.reset();
            return;
        }
        std::array<char, 256> bytes{};
        const ssize_t count = ready.readable ? read(fd, bytes.data(), bytes.size()) : -1;
        if (count > 0) {
            const auto call = on_keys; // which may destroy us
            call(std::string_view{bytes.data(), static_cast<std::size_t>(count)});
        } else if (ready.broken || (count < 0 && errno != EINTR && errno != EAGAIN)) {
            is_gone = true;
            reading.reset();
        }
    }

    const MainLoop& loop;
    const int fd;
    std::function<void(std::string_view)> on_keys;
    std::optional<FdWatch> reading;
    bool has_taken = false;
    bool has_spare_stack = false;
    /// Hung up, or never a terminal.
    bool is_gone = false;
};

KeyTerminal::KeyTerminal(const MainLoop& loop,
                         int fd,
                         std::function<void(std::string_view)> on_keys)
    : impl_(std::make_unique<Impl>(loop, fd, std::move(on_keys))) {
    if (taken.fd >= 0 || tcgetattr(fd, &taken.before) != 0) {
        impl_->is_gone = true;
        return;
    }
    taken.keys = key_mode(taken.before);
    impl_->has_spare_stack = set_spare_stack();
    watch_signals();
    taken.fd = fd;
    impl_->has_taken = true;
    refresh();
}

KeyTerminal::~KeyTerminal() {
    if (!impl_->has_taken)
        return;
    unwatch_signals(); // first: a SIGCONT would take it again
    let_go();
    taken.fd = -1;
    if (impl_->has_spare_stack)
        unset_spare_stack();
}

void KeyTerminal::refresh() {
    if (impl_->is_gone)
        return;
    if (!is_foreground(impl_->fd)) {
        taken.active = false;
        impl_->reading.reset();
        return;
    }
    take(); // again: a shell may have brought back its own mode, or that of another job
    if (!impl_->reading)
        impl_->watch();
}

bool KeyTerminal::is_active() const noexcept {
    return !impl_->is_gone && taken.active;
}

void KeyTerminal::restore() noexcept {
    let_go();
}

} // namespace janus_talk::loop
