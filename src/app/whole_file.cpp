// SPDX-License-Identifier: MIT
#include "app/whole_file.hpp"

#include "app/file_descriptor.hpp"
#include "base/failure.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace janus_talk::app {

namespace {

[[noreturn]] void refuse_to_write(const std::string& path, int error) {
    throw base::Error({base::ExitCode::device,
                       "The file '" + base::harmless(path) + "' can't be written: " +
                               std::error_code(error, std::generic_category()).message() + ".",
                       {},
                       {}});
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = write(fd, text.data(), text.size());
        if (count < 0 && errno != EINTR)
            return false;
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return true;
}

/// Something that can't be replaced: a FIFO, a device, a socket.
bool is_special(const std::string& path) {
    struct stat status {};

    return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

void write_into(const std::string& path, const std::string& content) {
    // A FIFO that nobody reads must hold up nothing.
    const FileDescriptor fd{path, O_WRONLY | O_NOCTTY | O_NONBLOCK};
    if (fd.get() < 0 || !write_all(fd.get(), content))
        refuse_to_write(path, errno);
}

/// Where the links lead, whether or not there is a file yet.
std::string behind_links(const std::string& path) {
    std::error_code error;
    const auto real = std::filesystem::weakly_canonical(path, error);
    return error ? path : real.string();
}

} // namespace

void write_whole(const std::string& path, const std::string& content) {
    if (is_special(path)) {
        write_into(path, content);
        return;
    }
    const std::string target = behind_links(path);
    std::string name = target + ".XXXXXX";
    const int fd = mkostemp(name.data(), O_CLOEXEC);
    if (fd < 0)
        refuse_to_write(path, errno);
    // As any other new file: node_exporter and CI servers run as somebody else.
    const mode_t mask = umask(0);
    umask(mask);
    const bool written = fchmod(fd, 0666 & ~mask) == 0 && write_all(fd, content);
    int error = errno;
    const bool closed = close(fd) == 0;
    if (!written || !closed || rename(name.c_str(), target.c_str()) != 0) {
        error = written ? errno : error;
        unlink(name.c_str());
        refuse_to_write(path, error);
    }
}

void require_place_for(const std::string& path) {
    if (is_special(path)) {
        if (access(path.c_str(), W_OK) != 0)
            refuse_to_write(path, errno);
        return;
    }
    const std::filesystem::path target{behind_links(path)};
    if (std::error_code ignored; std::filesystem::is_directory(target, ignored))
        refuse_to_write(path, EISDIR);
    const auto folder = target.has_parent_path() ? target.parent_path() : ".";
    if (access(folder.c_str(), W_OK | X_OK) != 0)
        refuse_to_write(path, errno);
}

} // namespace janus_talk::app
