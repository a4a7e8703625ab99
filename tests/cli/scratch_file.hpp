// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace janus_talk::test {

/// A file with this text that is gone at the end.
class ScratchFile {
public:
    explicit ScratchFile(const std::string& text, mode_t mode = 0600) {
        close(mkstemp(path_.data()));
        std::ofstream{path_} << text;
        chmod(path_.c_str(), mode);
    }

    ~ScratchFile() { unlink(path_.c_str()); }

    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ScratchFile(ScratchFile&&) = delete;
    ScratchFile& operator=(ScratchFile&&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_ = "/tmp/janus-talk-test-XXXXXX";
};

} // namespace janus_talk::test
