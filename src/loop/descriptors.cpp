// SPDX-License-Identifier: MIT
#include "loop/descriptors.hpp"

#include <sys/eventfd.h>
#include <unistd.h>
#include <vector>

namespace janus_talk::loop {

std::size_t free_descriptors(std::size_t most) {
    std::vector<int> taken;
    while (taken.size() < most) {
        const int fd = eventfd(0, EFD_CLOEXEC);
        if (fd < 0)
            break;
        taken.push_back(fd);
    }
    for (const int fd : taken)
        close(fd);
    return taken.size();
}

} // namespace janus_talk::loop
