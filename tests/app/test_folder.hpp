// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace janus_talk {

/// Gone with all that is in it when the test ends.
class TestFolder {
public:
    TestFolder() {
        std::string name =
                (std::filesystem::temp_directory_path() / "janus-talk-test-XXXXXX").string();
        path = mkdtemp(name.data());
    }

    ~TestFolder() { std::filesystem::remove_all(path); }

    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;
    TestFolder(TestFolder&&) = delete;
    TestFolder& operator=(TestFolder&&) = delete;

    std::filesystem::path path;
};

inline std::string content_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

} // namespace janus_talk
