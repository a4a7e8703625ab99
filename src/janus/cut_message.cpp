// SPDX-License-Identifier: MIT
#include "janus/cut_message.hpp"

#include "janus/decode.hpp"
#include "json/document.hpp"

namespace janus_talk::janus {

namespace {

constexpr std::size_t deepest = 64;

/// Finds the last place at which a JSON text could end, if what is open there were closed.
class Cutter {
public:
    /// false: too deep.
    bool read(std::string_view head) {
        for (std::size_t at = 0; at < head.size(); ++at) {
            if (in_string_)
                read_in_string(head[at]);
            else if (!read_outside(head[at], at))
                return false;
        }
        return true;
    }

    [[nodiscard]] std::size_t end() const { return end_; }

    [[nodiscard]] std::string closers() const { return {open_.rbegin(), open_.rend()}; }

private:
    void read_in_string(char c) {
        if (escaped_)
            escaped_ = false;
        else if (c == '\\')
            escaped_ = true;
        else if (c == '"')
            in_string_ = false;
    }

    bool read_outside(char c, std::size_t at) {
        switch (c) {
        case '"':
            in_string_ = true;
            break;
        case '{':
        case '[':
            open_ += c == '{' ? '}' : ']';
            end_ = at + 1;
            break;
        case '}':
        case ']':
            if (!open_.empty())
                open_.pop_back();
            end_ = at + 1;
            break;
        case ',': // what stands before it is complete
            end_ = at;
            break;
        default:
            break;
        }
        return open_.size() <= deepest;
    }

    bool in_string_ = false;
    bool escaped_ = false;
    std::size_t end_ = 0;
    /// The closing brackets that are needed, the last one first.
    std::string open_;
};

} // namespace

std::string closed_json(std::string_view head) {
    Cutter cutter;
    if (!cutter.read(head))
        return {};
    return std::string{head.substr(0, cutter.end())} + cutter.closers();
}

std::variant<ServerMessage, DecodeFailure> decode_cut(std::string_view head) {
    auto decoded = decode(closed_json(head.substr(0, json::Limits{}.bytes - deepest)));
    if (auto* message = std::get_if<ServerMessage>(&decoded))
        message->is_cut = true;
    else
        std::get<DecodeFailure>(decoded).text = "it is too long";
    return decoded;
}

} // namespace janus_talk::janus
