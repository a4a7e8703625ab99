// SPDX-License-Identifier: MIT
#include "fuzz/fuzzer.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// Feeds every file of the given folders to a fuzzer's entry: yesterday's findings stay fixed
// without Clang.

int main(int count, char** arguments) {
    std::size_t replayed = 0;
    for (int index = 1; index < count; ++index) {
        for (const auto& entry : std::filesystem::directory_iterator{arguments[index]}) {
            std::ifstream file{entry.path(), std::ios::binary};
            const std::string text{std::istreambuf_iterator<char>{file},
                                   std::istreambuf_iterator<char>{}};
            std::printf("%s\n", entry.path().filename().c_str());
            std::fflush(stdout);
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
            ++replayed;
        }
    }
    std::printf("%zu inputs replayed\n", replayed);
    return replayed == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
