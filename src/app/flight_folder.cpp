// SPDX-License-Identifier: MIT
#include "app/flight_folder.hpp"

#include "app/record_name.hpp"
#include "app/whole_file.hpp"
#include "base/failure.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace janus_talk::app {

namespace {

std::string flight_error(int number) {
    return std::error_code(number, std::generic_category()).message();
}

int write_file(int folder, const FlightFile& file) noexcept {
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    const int fd = openat(folder, file.name.c_str(), flags, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return errno;
    int error = write_fully(fd, file.content);
    // Some file systems tell only now that there is no room.
    if (close(fd) != 0 && error == 0)
        error = errno;
    if (error != 0)
        unlinkat(folder, file.name.c_str(), 0);
    return error;
}

struct MadeFolder {
    std::string name;
    int fd = -1;
    int error = 0;
};

MadeFolder make_folder(int parent, const std::string& name) {
    constexpr int most_tries = 10;
    MadeFolder made;
    for (int number = 1; number <= most_tries; ++number) {
        made.name = number == 1 ? name : name + "-" + std::to_string(number);
        made.error = mkdirat(parent, made.name.c_str(), S_IRWXU) == 0 ? 0 : errno;
        if (made.error != EEXIST)
            break;
    }
    if (made.error != 0)
        return made;
    made.fd = openat(parent, made.name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (made.fd < 0)
        made.error = errno;
    return made;
}

} // namespace

std::string
flight_name(std::chrono::system_clock::time_point time, std::string_view room, int pid) {
    const std::string pattern = room.empty() ? "%t" : "%t-%r";
    return expand_record_name(pattern, {time, std::string{room}, {}}) + "-" + std::to_string(pid);
}

bool is_flight_name(std::string_view name) {
    constexpr std::string_view shape = "dddddddd-dddddd-";
    if (name.size() <= shape.size())
        return false;
    return std::equal(shape.begin(), shape.end(), name.begin(), [](char wanted, char c) {
        return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted;
    });
}

FlightFolder::FlightFolder(std::string path)
    : path_(std::move(path)), fd_(open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    int error = fd_ < 0 ? errno : 0;
    if (error == 0 && faccessat(fd_, ".", W_OK | X_OK, AT_EACCESS) != 0) {
        error = errno;
        close(fd_);
    }
    if (error != 0) {
        throw base::Error({base::ExitCode::device,
                           "The flight recorder can't write to the directory '" +
                                   base::harmless(path_) + "': " + flight_error(error) + ".",
                           "Make it, or name another one with --flight-recorder.",
                           {}});
    }
    // Beyond `ulimit -f` a write is to fail like any other.
    std::signal(SIGXFSZ, SIG_IGN);
}

FlightFolder::~FlightFolder() {
    close(fd_);
}

bool FlightFolder::is_full() const {
    // Of its own: a copy of fd_ would share the place where reading goes on.
    const int fd = openat(fd_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> entries{fd < 0 ? nullptr : fdopendir(fd), closedir};
    if (!entries) {
        if (fd >= 0)
            close(fd);
        return false; // what is wrong, making the directory will tell
    }
    std::size_t count = 0;
    // Nobody else reads this stream.
    while (const dirent* const entry = readdir(entries.get())) { // NOLINT(concurrency-mt-unsafe)
        if (is_flight_name(static_cast<const char*>(entry->d_name)))
            ++count;
    }
    return count >= most_flights;
}

FlightFolder::Outcome FlightFolder::write(const std::string& name,
                                          const std::vector<FlightFile>& files) const {
    if (is_full())
        return {{}, "there are " + std::to_string(most_flights) + " of them already"};
    const MadeFolder made = make_folder(fd_, name);
    if (made.fd < 0)
        return {{}, flight_error(made.error)};
    Outcome outcome;
    std::size_t written = 0;
    for (const auto& file : files) {
        if (const int error = write_file(made.fd, file); error != 0) {
            outcome.trouble = flight_error(error);
            break;
        }
        ++written;
    }
    close(made.fd);
    if (written == 0 && outcome.trouble)
        unlinkat(fd_, made.name.c_str(), AT_REMOVEDIR);
    else
        outcome.path = path_ + (path_.ends_with('/') ? "" : "/") + made.name;
    return outcome;
}

} // namespace janus_talk::app
