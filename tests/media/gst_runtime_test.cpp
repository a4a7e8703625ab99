// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "media/dtls_identity.hpp"
#include "media/gst_runtime.hpp"
#include "media/session_bench.hpp"
#include "media/sound_files.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdlib>
#include <openssl/rsa.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace janus_talk;
using namespace janus_talk::media;
using namespace janus_talk::media::test;

TEST_CASE("Inherited debugging variables, which would print keys, are removed") {
    const std::string name = GENERATE(as<std::string>{},
                                      "GST_DEBUG",
                                      "GST_DEBUG_FILE",
                                      "GST_DEBUG_DUMP_DOT_DIR",
                                      "NICE_DEBUG",
                                      "G_MESSAGES_DEBUG",
                                      "SSLKEYLOGFILE");
    (void)runtime();
    setenv(name.c_str(), "1", 1);
    SECTION("by default") {
        const GstRuntime again;
        CHECK(std::getenv(name.c_str()) == nullptr);
    }
    SECTION("unless they are wanted") {
        const GstRuntime again{GstRuntime::Debugging::keep_unsafe};
        CHECK(std::getenv(name.c_str()) != nullptr);
        unsetenv(name.c_str());
    }
}

TEST_CASE("The certificate is P-256, with its key, and made once per process") {
    const std::string& pem = runtime().identity().pem();
    CHECK(pem.starts_with("-----BEGIN CERTIFICATE-----"));
    CHECK(pem.find("PRIVATE KEY-----") != std::string::npos);
    // An RSA certificate of the same kind has 1.1 kB.
    CHECK(pem.size() < 800);
    CHECK(&runtime().identity().pem() == &pem);
}

TEST_CASE("The hook into OpenSSL's key generation is gone when the certificate is ready") {
    (void)runtime().identity().pem();
    CHECK(RSA_get_default_method() == RSA_PKCS1_OpenSSL());
}

TEST_CASE("A child that finds no plug-ins", "[.]") {
    try {
        const GstRuntime runtime_without_plugins;
    } catch (const base::Error& error) {
        CHECK(error.failure().code == base::ExitCode::device);
        CHECK(error.failure().text.find("webrtcbin") != std::string::npos);
        CHECK(error.failure().hint.find("gstreamer1.0-plugins-bad") != std::string::npos);
        CHECK(error.failure().hint.find("gstreamer1.0-nice") != std::string::npos);
        return;
    }
    FAIL("nothing was missed");
}

TEST_CASE("Missing plug-ins are named with the packages to install") {
    const ScratchFolder folder;
    const std::string registry = "GST_REGISTRY=" + folder.path("registry");
    std::string program = "/proc/self/exe";
    std::string name = "A child that finds no plug-ins";
    std::array<char*, 3> arguments{program.data(), name.data(), nullptr};
    std::string nowhere = "GST_PLUGIN_SYSTEM_PATH_1_0=" + folder.path("");
    std::string own_registry = registry;
    std::array<char*, 3> environment{nowhere.data(), own_registry.data(), nullptr};
    pid_t child = 0;
    REQUIRE(posix_spawn(&child,
                        program.c_str(),
                        nullptr,
                        nullptr,
                        arguments.data(),
                        environment.data()) == 0);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
