// SPDX-License-Identifier: MIT
#include "control/control_socket.hpp"

#include "base/failure.hpp"
#include "base/text.hpp"
#include "control/unix_address.hpp"
#include "loop/fd_watch.hpp"
#include "loop/line_writer.hpp"
#include "loop/timer.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <optional>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace janus_talk::control {

namespace {

using base::ExitCode;

[[noreturn]] void refuse(ExitCode code, const std::string& path, const std::string& why) {
    throw base::Error(
            {code,
             "The control socket '" + base::harmless(path) + "' can't be made: " + why + ".",
             "Name another one with --control, or use --control off.",
             {}});
}

std::string reason() {
    return std::strerror(errno); // NOLINT(concurrency-mt-unsafe): the main thread alone calls it
}

/// Somebody listens there.
bool is_alive(const UnixAddress& address) {
    const int fd = new_unix_socket();
    if (fd < 0)
        return false;
    const bool alive = connect(fd, address.get(), address.size()) == 0 || errno == EAGAIN;
    close(fd);
    return alive;
}

/// Removes what a dead process left behind; anything but a socket stays.
void make_room(const std::string& path, const UnixAddress& address) {
    struct stat status {};

    if (lstat(path.c_str(), &status) != 0)
        return;
    if (!S_ISSOCK(status.st_mode))
        refuse(ExitCode::usage, path, "something else has that name");
    if (is_alive(address))
        refuse(ExitCode::usage, path, "another janus-talk with this name is running");
    unlink(path.c_str());
}

void make_folder(const std::string& path) {
    const std::string folder = path.substr(0, path.rfind('/'));
    if (!folder.empty() && mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        refuse(ExitCode::device, path, reason());
}

bool is_our_user(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == geteuid() || peer.uid == 0);
}

} // namespace

class ControlSocket::Impl {
public:
    Impl(const loop::MainLoop& loop, std::string path, Events events)
        : loop_(loop), path_(std::move(path)), events_(std::move(events)), fd_(listen_at()),
          retry_(loop, [this] { watch(); }) {
        watch();
    }

    ~Impl() {
        clients_.clear();
        close(fd_);
        unlink(path_.c_str());
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    Impl(Impl&&) = delete;
    Impl& operator=(Impl&&) = delete;

    [[nodiscard]] bool has_room(ClientNumber number) const {
        const auto client = clients_.find(number);
        return client != clients_.end() && client->second->writer.waiting() < longest_queue;
    }

    void send(ClientNumber number, std::string_view line) {
        const auto client = clients_.find(number);
        if (client == clients_.end())
            return;
        // Asks and asks, and never reads an answer.
        if (client->second->writer.waiting() > 2 * longest_queue) {
            drop(number);
        } else {
            client->second->writer.write(line);
        }
    }

    void flush() {
        using namespace std::chrono_literals;
        std::vector<ClientNumber> numbers;
        for (const auto& [number, client] : clients_)
            numbers.push_back(number);
        for (const ClientNumber number : numbers) {
            const auto client = clients_.find(number);
            if (client != clients_.end())
                client->second->writer.flush(50ms);
        }
    }

private:
    struct Client {
        Client(const loop::MainLoop& loop,
               int socket,
               std::function<void()> on_readable,
               std::function<void()> on_closed)
            : fd(socket), writer(loop, socket, std::move(on_closed)),
              watch(loop,
                    {socket, loop::FdWatch::Interest::readable, loop::Priority::low},
                    [call = std::move(on_readable)](loop::Readiness) { call(); }) {}

        ~Client() { close(fd); }

        Client(const Client&) = delete;
        Client& operator=(const Client&) = delete;
        Client(Client&&) = delete;
        Client& operator=(Client&&) = delete;

        int fd;
        std::string input;
        /// Up to the next newline.
        bool skipping = false;
        loop::LineWriter writer;
        loop::FdWatch watch;
    };

    int listen_at() {
        const UnixAddress address{path_};
        if (!address.is_valid())
            refuse(ExitCode::usage, path_, "the path is too long");
        make_folder(path_);
        make_room(path_, address);
        const int fd = new_unix_socket();
        if (fd < 0)
            refuse(ExitCode::device, path_, reason());
        // Nobody else may connect, not even for a moment.
        const mode_t old = umask(S_IXUSR | S_IRWXG | S_IRWXO);
        const bool bound = bind(fd, address.get(), address.size()) == 0;
        const std::string why = bound ? "" : reason();
        umask(old);
        if (bound && listen(fd, static_cast<int>(most_clients)) == 0)
            return fd;
        close(fd);
        refuse(ExitCode::device, path_, why.empty() ? reason() : why);
    }

    void watch() {
        watch_.emplace(
                loop_,
                loop::FdWatch::What{fd_, loop::FdWatch::Interest::readable, loop::Priority::low},
                [this](loop::Readiness) { accept_one(); });
    }

    void accept_one() {
        using namespace std::chrono_literals;
        const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0 && errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
            // No descriptor is left: whoever knocks goes on knocking, and the loop must not spin.
            watch_.reset();
            retry_.arm_at(std::chrono::steady_clock::now() + 1s);
        }
        if (fd < 0)
            return;
        if (!is_our_user(fd) || clients_.size() >= most_clients) {
            close(fd);
            return;
        }
        const ClientNumber number = ++last_;
        clients_[number] = std::make_unique<Client>(
                loop_, fd, [this, number] { read(number); }, [this, number] { drop(number); });
        events_.on_connected(number);
    }

    void read(ClientNumber number) {
        std::array<char, 4096> buffer{};
        Client* client = clients_.at(number).get();
        const ssize_t got = recv(client->fd, buffer.data(), buffer.size(), 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (got <= 0) {
            drop(number);
            return;
        }
        client->input.append(buffer.data(), static_cast<std::size_t>(got));
        take_lines(number);
    }

    void take_lines(ClientNumber number) {
        // Each line may end the client.
        for (;;) {
            const auto found = clients_.find(number);
            if (found == clients_.end())
                return;
            Client& client = *found->second;
            const std::size_t end = client.input.find('\n');
            if (end == std::string::npos) {
                if (client.input.size() <= longest_line)
                    return;
                client.input.clear();
                if (!std::exchange(client.skipping, true))
                    events_.on_too_long(number);
                return;
            }
            std::string line = client.input.substr(0, end);
            client.input.erase(0, end + 1);
            if (std::exchange(client.skipping, false) || line.empty())
                continue;
            if (line.back() == '\r')
                line.pop_back();
            events_.on_line(number, line);
        }
    }

    void drop(ClientNumber number) {
        const auto found = clients_.find(number);
        if (found == clients_.end())
            return;
        const std::shared_ptr<Client> client = std::move(found->second);
        clients_.erase(found);
        events_.on_disconnected(number);
    }

    const loop::MainLoop& loop_;
    const std::string path_;
    const Events events_;
    const int fd_;
    loop::Timer retry_;
    std::optional<loop::FdWatch> watch_;
    ClientNumber last_ = 0;
    std::map<ClientNumber, std::unique_ptr<Client>> clients_;
};

ControlSocket::ControlSocket(const loop::MainLoop& loop, std::string path, Events events)
    : impl_(std::make_unique<Impl>(loop, std::move(path), std::move(events))) {}

ControlSocket::~ControlSocket() = default;

bool ControlSocket::has_room(ClientNumber client) const {
    return impl_->has_room(client);
}

void ControlSocket::send(ClientNumber client, std::string_view line) {
    impl_->send(client, line);
}

void ControlSocket::flush() {
    impl_->flush();
}

} // namespace janus_talk::control
