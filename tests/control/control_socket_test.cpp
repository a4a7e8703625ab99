// SPDX-License-Identifier: MIT
#include "base/failure.hpp"
#include "control/control_socket.hpp"
#include "control/instances.hpp"
#include "loop/timer.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

using namespace janus_talk;
using namespace janus_talk::control;
using namespace std::chrono_literals;

namespace {

class Folder {
public:
    Folder() {
        char name[] = "/tmp/control-test-XXXXXX";
        path_ = mkdtemp(name);
    }

    ~Folder() { std::filesystem::remove_all(path_); }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    Folder(Folder&&) = delete;
    Folder& operator=(Folder&&) = delete;

    [[nodiscard]] std::string operator/(const std::string& name) const {
        return path_ + "/" + name;
    }

private:
    std::string path_;
};

/// A client that reads only when it is told to.
class Client {
public:
    explicit Client(const std::string& path)
        : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        connected = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }

    ~Client() { hang_up(); }

    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    Client(Client&&) = delete;
    Client& operator=(Client&&) = delete;

    void hang_up() {
        if (fd_ >= 0)
            close(fd_);
        fd_ = -1;
    }

    /// As much as the socket takes.
    std::size_t write(const std::string& text) const {
        const ssize_t sent = send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
        return sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }

    std::string read() const {
        std::string text(65'536, '\0');
        const ssize_t got = recv(fd_, text.data(), text.size(), 0);
        text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        ended = got == 0;
        return text;
    }

    bool connected = false;
    mutable bool ended = false;

private:
    int fd_;
};

class Server {
public:
    explicit Server(std::string path)
        : socket(loop,
                 std::move(path),
                 {[this](ClientNumber number) { connected.push_back(number); },
                  [this](ClientNumber number, std::string_view line) {
                      lines.emplace_back(line);
                      if (answer)
                          socket.send(number, *answer);
                  },
                  [this](ClientNumber) { ++too_long; },
                  [this](ClientNumber) { ++gone; }}) {
        signal(SIGPIPE, SIG_IGN); // as the program does
    }

    bool wait_for(const std::function<bool()>& condition) {
        const auto end = std::chrono::steady_clock::now() + 30s;
        while (std::chrono::steady_clock::now() < end) {
            if (condition())
                return true;
            turn();
        }
        return false;
    }

    void turn(std::chrono::milliseconds time = 5ms) {
        loop::Timer timer{loop, [this] { loop.quit(); }};
        timer.arm_at(std::chrono::steady_clock::now() + time);
        loop.run();
    }

    loop::MainLoop loop;
    std::vector<ClientNumber> connected;
    std::vector<std::string> lines;
    std::optional<std::string> answer;
    int too_long = 0;
    int gone = 0;
    ControlSocket socket;
};

mode_t mode_of(const std::string& path) {
    struct stat status {};

    REQUIRE(lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

base::ExitCode refusal(const std::string& path) {
    try {
        Server{path};
    } catch (const base::Error& error) {
        return error.failure().code;
    }
    return base::ExitCode::ok;
}

} // namespace

TEST_CASE("The socket is nobody else's, and goes with its owner") {
    const Folder folder;
    const std::string path = folder / "new/name.sock";
    {
        const Server server{path};
        CHECK(mode_of(path) == 0600);
        CHECK(mode_of(folder / "new") == 0700);
    }
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("Lines go both ways, however they are cut") {
    const Folder folder;
    Server server{folder / "s"};
    server.answer = "good";
    const Client client{folder / "s"};
    client.write("one\ntw");
    REQUIRE(server.wait_for([&] { return server.lines.size() == 1; }));
    client.write("o\r\n\n\nthree\n");
    REQUIRE(server.wait_for([&] { return server.lines.size() == 3; }));
    CHECK(server.lines == std::vector<std::string>{"one", "two", "three"});
    CHECK(client.read() == "good\ngood\ngood\n");
}

TEST_CASE("A line that never ends is cut off, and the next one is heard") {
    const Folder folder;
    Server server{folder / "s"};
    const Client client{folder / "s"};
    const std::string part(16'384, 'x');
    std::size_t sent = 0;
    while (sent < 20 * ControlSocket::longest_line) {
        sent += client.write(part);
        server.turn(1ms);
    }
    REQUIRE(server.wait_for([&] { return server.too_long == 1; }));
    REQUIRE(server.wait_for([&] { return client.write("\nmute\n") > 0; }));
    REQUIRE(server.wait_for([&] { return !server.lines.empty(); }));
    CHECK(server.lines == std::vector<std::string>{"mute"});
    CHECK(server.too_long == 1);
}

TEST_CASE("Who does not read has no room in the end, and the others are not held up") {
    const Folder folder;
    Server server{folder / "s"};
    const Client lazy{folder / "s"};
    const Client keen{folder / "s"};
    REQUIRE(server.wait_for([&] { return server.connected.size() == 2; }));
    const std::string line(1000, 'x');
    std::size_t told = 0;
    for (; server.socket.has_room(server.connected[0]) && told < 100'000; ++told)
        server.socket.send(server.connected[0], line);
    CHECK(told > ControlSocket::longest_queue / line.size());
    CHECK(told < 100'000);
    server.socket.send(server.connected[1], "still here");
    CHECK(server.wait_for([&] { return keen.read() == "still here\n"; }));
    // It asks on and on, and never reads an answer: enough is enough.
    for (std::size_t i = 0; i < 1000; ++i)
        server.socket.send(server.connected[0], line);
    CHECK(server.gone == 1);
}

TEST_CASE("Clients may vanish at any moment") {
    const Folder folder;
    Server server{folder / "s"};
    server.answer = "good";
    for (int i = 0; i < 40; ++i) {
        Client client{folder / "s"};
        client.write("mute\nmute\nmu");
        if (i % 2 == 0)
            server.turn(1ms);
        client.hang_up();
    }
    CHECK(server.wait_for(
            [&] { return server.gone == static_cast<int>(server.connected.size()); }));
    server.socket.send(server.connected.empty() ? 1 : server.connected[0], "too late");
}

TEST_CASE("There is an end to how many may come") {
    const Folder folder;
    Server server{folder / "s"};
    std::vector<std::unique_ptr<Client>> crowd;
    for (std::size_t i = 0; i < ControlSocket::most_clients + 1; ++i) {
        crowd.push_back(std::make_unique<Client>(folder / "s"));
        server.turn(1ms);
    }
    CHECK(server.wait_for([&] {
        static_cast<void>(crowd.back()->read());
        return crowd.back()->ended;
    }));
    CHECK(server.connected.size() == ControlSocket::most_clients);
}

TEST_CASE("What a dead process left behind is taken over, what lives is not") {
    const Folder folder;
    const std::string path = folder / "s";
    SECTION("alive") {
        const Server server{path};
        CHECK(refusal(path) == base::ExitCode::usage);
        CHECK(Client{path}.connected);
    }
    SECTION("dead") {
        const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        close(fd);
        CHECK(refusal(path) == base::ExitCode::ok);
    }
    SECTION("no socket at all") {
        std::ofstream{path} << "precious";
        CHECK(refusal(path) == base::ExitCode::usage);
        CHECK(std::filesystem::file_size(path) == 8);
    }
    SECTION("no such place") {
        CHECK(refusal("/proc/nowhere/s") == base::ExitCode::device);
        CHECK(refusal(folder / std::string(200, 'x')) == base::ExitCode::usage);
    }
}

TEST_CASE("Names stand for sockets in the runtime folder") {
    const Folder folder;
    setenv("XDG_RUNTIME_DIR", (folder / "run").c_str(), 1);
    unsetenv("RUNTIME_DIRECTORY");
    CHECK(socket_path("door") == folder / "run/janus-talk/door.sock");
    CHECK(socket_path("./door") == "./door");
    CHECK(socket_names().empty());
    std::filesystem::create_directories(folder / "run/janus-talk");
    const Server second{*socket_path("b")};
    const Server first{*socket_path("a")};
    std::ofstream{folder / "run/janus-talk/no.sock"} << "";
    CHECK(socket_names() == std::vector<std::string>{"a", "b"});
    setenv("RUNTIME_DIRECTORY", "/run/one:/run/two", 1);
    CHECK(socket_path("door") == "/run/one/door.sock");
    unsetenv("RUNTIME_DIRECTORY");
    unsetenv("XDG_RUNTIME_DIR");
    CHECK_FALSE(socket_path("door"));
    CHECK(socket_path("/x/door") == "/x/door");
}
