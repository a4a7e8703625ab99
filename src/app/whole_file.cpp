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

/// As many as the kernel follows.
constexpr int most_links = 40;

/// Something that can't be replaced: a FIFO, a device, a socket.
bool is_special(const std::string& path) {
    struct stat status {};

    return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

void write_into(const std::string& path, const std::string& content) {
    // A FIFO that nobody reads must hold up nothing.
    const FileDescriptor fd{path, O_WRONLY | O_NOCTTY | O_NONBLOCK};
    const int error = fd.get() < 0 ? errno : write_fully(fd.get(), content);
    if (error != 0)
        refuse_to_write(path, error);
}

/// Where the links lead, whether or not there is a file yet.
std::string behind_links(const std::string& path) {
    std::error_code error;
    std::filesystem::path place{path};
    // Of a name without a file only the folder is looked up, so links are followed here.
    for (int links = 0; std::filesystem::is_symlink(place, error); ++links) {
        if (links == most_links)
            refuse_to_write(path, ELOOP);
        const auto target = std::filesystem::read_symlink(place, error);
        if (error)
            return path;
        place = place.parent_path() / target;
    }
    const auto real = std::filesystem::weakly_canonical(place, error);
    return error ? place.string() : real.string();
}

} // namespace

int write_fully(int fd, std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const ssize_t count = write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR)
            return errno;
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return 0;
}

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
    int error = fchmod(fd, 0666 & ~mask) == 0 ? write_fully(fd, content) : errno;
    if (close(fd) != 0 && error == 0)
        error = errno;
    if (error == 0 && rename(name.c_str(), target.c_str()) != 0)
        error = errno;
    if (error != 0) {
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
