// SPDX-License-Identifier: MIT
#include "app/secret_file.hpp"

#include "app/file_descriptor.hpp"
#include "base/failure.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace janus_talk::app {

namespace {

[[noreturn]] void refuse_file(std::string text, std::string hint = {}) {
    throw base::Error({base::ExitCode::usage, std::move(text), std::move(hint), {}});
}

/// Handed over by the service manager, in the folder that it made for this service alone.
bool is_credential(const std::string& path) {
    const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
    const auto slash = path.rfind('/');
    return folder != nullptr && *folder == '/' && slash != std::string::npos &&
           path.substr(0, slash) == folder;
}

} // namespace

base::Secret read_secret_file(const std::string& path, std::size_t longest) {
    const FileDescriptor file{path};

    struct stat status {};

    if (file.get() < 0 || fstat(file.get(), &status) != 0) {
        refuse_file("Can't read the secret file " + path + ": " + std::strerror(errno) + ".");
    }
    // systemd from 254 on gives its service access by an access list, which shows as group's.
    const mode_t strangers = is_credential(path) ? S_IROTH : S_IRGRP | S_IROTH;
    // Pipes, as made by <(…) in a shell, are nobody else's to read.
    if (S_ISREG(status.st_mode) && (status.st_mode & strangers) != 0) {
        refuse_file("The secret file " + path + " can be read by others.",
                    "Run: chmod 600 " + path);
    }
    std::vector<char> buffer(longest + 1);
    std::size_t size = 0;
    ssize_t got = 0;
    while (size < buffer.size() &&
           (got = read(file.get(), buffer.data() + size, buffer.size() - size)) > 0) {
        size += static_cast<std::size_t>(got);
    }
    if (got < 0)
        refuse_file("Can't read the secret file " + path + ": " + std::strerror(errno) + ".");
    while (size > 0 && (buffer.at(size - 1) == '\n' || buffer.at(size - 1) == '\r'))
        --size;
    if (size == 0)
        refuse_file("The secret file " + path + " is empty.");
    if (size > longest)
        refuse_file("The secret file " + path + " is longer than " + std::to_string(longest) +
                    " bytes.");
    base::Secret secret{std::string{buffer.data(), size}};
    explicit_bzero(buffer.data(), buffer.size());
    return secret;
}

} // namespace janus_talk::app
