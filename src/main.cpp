// SPDX-License-Identifier: MIT
#include "cli/run.hpp"

int main(int argc, char** argv) {
    return janus_talk::cli::run(argc, argv);
}
