// SPDX-License-Identifier: MIT
#pragma once

#include "core/conference_machine.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

// A conference machine under a virtual clock, with a server and media that say what the test wants.

namespace janus_talk::test {

using namespace std::chrono_literals;

inline constexpr std::uint64_t session_number = 7769772854775111;
inline constexpr std::uint64_t handle_number = 5752607423097722;
inline constexpr std::uint64_t own_number = 53823868915466;

/// Enough of an offer and its answer to pass the SDP gate.
std::string offer_sdp();
std::string answer_sdp();

template <typename T, typename Variant>
inline constexpr bool is_alternative = false;
template <typename T, typename... Ts>
inline constexpr bool is_alternative<T, std::variant<Ts...>> = (std::is_same_v<T, Ts> || ...);

class MachineHarness {
public:
    explicit MachineHarness(core::ConferenceConfig config = default_config());

    static core::ConferenceConfig default_config();

    /// Feeds one event; the actions are kept and returned.
    std::vector<core::Action> feed(core::Event event);
    /// Lets the virtual clock run, with a Tick at every deadline on the way.
    void advance(std::chrono::milliseconds time);

    // What the server says.
    void answer(janus::ServerBody body, std::optional<std::string> transaction);

    /// Answers the newest request of type T.
    template <typename T>
    void answer_to(janus::ServerBody body) {
        answer(std::move(body), transaction_of<T>());
    }

    void notify(janus::ServerBody body) { answer(std::move(body), std::nullopt); }

    void plugin(janus::AudioBridgeEvent event) {
        notify(janus::PluginEvent{std::move(event), {}, false});
    }

    // Steps of the happy path; each brings the machine as far as its name says.
    void connect();
    void attach();
    void join(std::vector<janus::Participant> others = {});
    void negotiate();
    void bring_up();

    // The same steps of a server and media that behave, when it comes to them again.
    void accept_session();
    void accept_join(std::vector<janus::Participant> others = {});
    void accept_offer();
    void accept_media();

    /// Of the newest session asked for.
    [[nodiscard]] base::SessionId session() const { return session_; }

    /// Of the newest peer connection asked for.
    [[nodiscard]] core::MediaEpoch epoch() const { return epoch_; }

    /// The newest request of type T (or AudioBridge body of type T), if any was sent.
    template <typename T>
    [[nodiscard]] std::optional<T> last_request() const {
        for (auto envelope = sent_.rbegin(); envelope != sent_.rend(); ++envelope) {
            if (const T* request = body_of<T>(*envelope))
                return *request;
        }
        return std::nullopt;
    }

    template <typename T>
    [[nodiscard]] std::size_t count_requests() const {
        std::size_t count = 0;
        for (const auto& envelope : sent_)
            count += body_of<T>(envelope) != nullptr;
        return count;
    }

    template <typename T>
    [[nodiscard]] std::string transaction_of() const {
        for (auto envelope = sent_.rbegin(); envelope != sent_.rend(); ++envelope) {
            if (body_of<T>(*envelope) != nullptr)
                return envelope->transaction;
        }
        return "none was sent";
    }

    template <typename T>
    [[nodiscard]] std::vector<T> notices() const {
        std::vector<T> found;
        for (const auto& notice : notices_) {
            if (const T* wanted = std::get_if<T>(&notice))
                found.push_back(*wanted);
        }
        return found;
    }

    template <typename T>
    [[nodiscard]] std::size_t count_actions() const {
        std::size_t count = 0;
        for (const auto& action : actions_)
            count += std::holds_alternative<T>(action);
        return count;
    }

    /// The names of the phases entered, in order.
    [[nodiscard]] std::vector<std::string> phases() const;
    [[nodiscard]] std::optional<core::Stop> stopped() const;
    /// The text of the last error told; empty when there was none.
    [[nodiscard]] std::string error() const;

    [[nodiscard]] const std::vector<core::Action>& actions() const { return actions_; }

    [[nodiscard]] const std::vector<core::Notice>& all_notices() const { return notices_; }

    [[nodiscard]] const std::vector<janus::Envelope>& sent() const { return sent_; }

    /// Forgets all actions, notices and requests so far: who runs for days asks about the last step
    /// only.
    void forget();

    core::ConferenceMachine machine;
    core::TimePoint now{1h};
    /// For somebody who looks on: around each event. Both may be absent.
    std::function<void(const core::Event&)> before;
    std::function<void(const core::Event&, const std::vector<core::Action>&)> after;

private:
    template <typename T>
    static const T* body_of(const janus::Envelope& envelope) {
        if constexpr (is_alternative<T, janus::Request>) {
            return std::get_if<T>(&envelope.request);
        } else {
            const auto* message = std::get_if<janus::Message>(&envelope.request);
            return message ? std::get_if<T>(&message->body) : nullptr;
        }
    }

    std::vector<core::Action> actions_;
    std::vector<core::Notice> notices_;
    std::vector<janus::Envelope> sent_;
    base::SessionId session_{session_number};
    core::MediaEpoch epoch_;
};

} // namespace janus_talk::test
