// SPDX-License-Identifier: MIT
#include "media/pulse_server.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace janus_talk::media::test {

namespace {

pid_t spawn(const std::vector<std::string>& words, const std::string& log) {
    std::vector<char*> arguments;
    std::vector<std::string> copies = words;
    for (std::string& word : copies)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files{};
    posix_spawn_file_actions_init(&files);
    constexpr int flags = O_WRONLY | O_CREAT | O_APPEND;
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), flags, 0600);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    pid_t process = -1;
    const int error =
            posix_spawnp(&process, arguments[0], &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0)
        throw std::runtime_error("can't start " + words[0]);
    return process;
}

void run(const std::string& command) {
    if (std::system(command.c_str()) != 0)
        throw std::runtime_error("failed: " + command);
}

constexpr const char* unreachable_server = "unix:/nonexistent/pulse";

} // namespace

bool PulseServer::is_installed() {
    return std::system("command -v pulseaudio pactl paplay parec >/dev/null 2>&1") == 0;
}

PulseServer::PulseServer() {
    const std::string socket = folder_.path("native");
    write_file(
            folder_.path("default.pa"),
            "load-module module-native-protocol-unix socket=" + socket +
                    " auth-anonymous=1\n"
                    "load-module module-null-sink sink_name=speaker rate=48000 channels=2\n"
                    "load-module module-null-sink sink_name=feed rate=48000 channels=1\n"
                    "load-module module-remap-source source_name=microphone master=feed.monitor\n"
                    "set-default-sink speaker\n"
                    "set-default-source microphone\n");
    setenv("PULSE_SERVER", address().c_str(), 1);
    setenv("PULSE_COOKIE", folder_.path("cookie").c_str(), 1);
    start();
}

PulseServer::~PulseServer() {
    kill_it();
    setenv("PULSE_SERVER", unreachable_server, 1);
}

void PulseServer::start() {
    process_ = spawn({"env",
                      "HOME=" + folder_.path(""),
                      "XDG_RUNTIME_DIR=" + folder_.path(""),
                      "pulseaudio",
                      "-n",
                      "--daemonize=no",
                      "--exit-idle-time=-1",
                      "--disallow-exit",
                      "--realtime=no",
                      "--high-priority=no",
                      "--use-pid-file=no",
                      "--log-target=stderr",
                      "-F",
                      folder_.path("default.pa")},
                     folder_.path("log"));
    for (int tries = 0; tries < 200; ++tries) {
        const std::string ask = "pactl --server=" + address() + " list short sources 2>/dev/null";
        if (std::system((ask + " | grep -qw microphone").c_str()) == 0)
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    throw std::runtime_error("pulseaudio does not start: " + read_file(folder_.path("log")));
}

void PulseServer::kill_it() {
    if (process_ < 0)
        return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    process_ = -1;
    unlink(folder_.path("native").c_str());
}

void PulseServer::freeze() {
    kill(process_, SIGSTOP);
}

void PulseServer::thaw() {
    kill(process_, SIGCONT);
}

void PulseServer::plug_in(const std::string& module) {
    run("pactl load-module " + module + " >/dev/null");
}

void PulseServer::pull_out(const std::string& name) {
    run("pactl unload-module $(pactl list short modules | grep '_name=" + name + "\\b' | cut -f1)");
}

void PulseServer::set_default_sink(const std::string& name) {
    run("pactl set-default-sink " + name);
}

void PulseServer::set_default_source(const std::string& name) {
    run("pactl set-default-source " + name);
}

NoSoundServer::NoSoundServer() {
    setenv("PULSE_SERVER", unreachable_server, 1);
}

NoSoundServer::~NoSoundServer() {
    unsetenv("PULSE_SERVER");
}

Program::Program(std::vector<std::string> words) : process_(spawn(words, "/dev/null")) {}

Program::~Program() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
}

} // namespace janus_talk::media::test
