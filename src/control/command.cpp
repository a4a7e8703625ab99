// SPDX-License-Identifier: MIT
#include "control/command.hpp"

#include "base/text.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <stdexcept>

namespace janus_talk::control {

namespace {

constexpr unsigned loudest = 1000;
constexpr unsigned lowest_bitrate = 6000;
constexpr unsigned highest_bitrate = 510'000;
constexpr std::size_t longest_name = 1024;

/// What is wrong with a line, in words for its writer.
class Refused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Texts by name; both forms of a line become this. Each must be asked for.
class Arguments {
public:
    void set(std::string name, std::string text) { all_[std::move(name)] = std::move(text); }

    [[nodiscard]] std::optional<std::string> take(const std::string& name) {
        const auto found = all_.find(name);
        if (found == all_.end())
            return std::nullopt;
        auto text = std::move(found->second);
        all_.erase(found);
        return text;
    }

    [[nodiscard]] std::string need(const std::string& name) {
        auto text = take(name);
        if (!text || text->empty())
            throw Refused("'" + name + "' is missing.");
        return *text;
    }

    void check_none_left() const {
        if (!all_.empty())
            throw Refused("This command has no '" + base::harmless(all_.begin()->first, 64) + "'.");
    }

private:
    std::map<std::string, std::string> all_;
};

unsigned number(const std::string& name, const std::string& text, unsigned low, unsigned high) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
        throw Refused("'" + name + "' is a number from " + std::to_string(low) + " to " +
                      std::to_string(high) + ".");
    }
    return value;
}

bool truth(const std::string& name, const std::string& text) {
    if (text != "true" && text != "false")
        throw Refused("'" + name + "' is true or false.");
    return text == "true";
}

base::RoomId room(const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size())
        return {number};
    return {text};
}

Command change_room(Arguments& arguments) {
    ChangeRoom change;
    change.room = room(arguments.need("room"));
    change.pin_file = arguments.take("pin_file");
    change.group = arguments.take("group");
    if (const auto text = arguments.take("without_groups"))
        change.without_groups = truth("without_groups", *text);
    return change;
}

Command subscribe(Arguments& arguments) {
    Subscribe wish;
    const std::string types = arguments.take("types").value_or("");
    for (std::size_t begin = 0; begin < types.size();) {
        const std::size_t end = std::min(types.find(' ', begin), types.size());
        if (end > begin)
            wish.types.push_back(types.substr(begin, end - begin));
        begin = end + 1;
    }
    return wish;
}

struct Verb {
    std::string_view name;
    /// What plain words mean, in this order; the last one takes all that is left.
    std::vector<std::string> words;
    std::function<Command(Arguments&)> make;
};

const std::vector<Verb>& table() {
    static const std::vector<Verb> all{
            {"mute", {}, [](Arguments&) { return Mute{true}; }},
            {"unmute", {}, [](Arguments&) { return Mute{false}; }},
            {"toggle-mute", {}, [](Arguments&) { return Mute{}; }},
            {"ptt-on", {}, [](Arguments&) { return Mute{false}; }},
            {"ptt-off", {}, [](Arguments&) { return Mute{true}; }},
            {"volume",
             {"percent"},
             [](Arguments& a) { return Volume{number("percent", a.need("percent"), 0, loudest)}; }},
            {"display",
             {"name"},
             [](Arguments& a) {
                 Display display{a.need("name")};
                 if (display.name.size() > longest_name)
                     throw Refused("'name' is too long.");
                 return display;
             }},
            {"bitrate",
             {"bps"},
             [](Arguments& a) {
                 return Bitrate{number("bps", a.need("bps"), lowest_bitrate, highest_bitrate)};
             }},
            {"change-room", {"room", "group"}, change_room},
            {"record-start",
             {"file"},
             [](Arguments& a) { return RecordStart{a.take("file").value_or("")}; }},
            {"record-stop", {}, [](Arguments&) { return RecordStop{}; }},
            {"say", {"file"}, [](Arguments& a) { return Say{a.need("file")}; }},
            {"state", {}, [](Arguments&) { return Ask{Question::state}; }},
            {"people", {}, [](Arguments&) { return Ask{Question::people}; }},
            {"stats", {}, [](Arguments&) { return Ask{Question::stats}; }},
            {"subscribe", {"types"}, subscribe},
            {"unsubscribe", {}, [](Arguments&) { return Unsubscribe{}; }},
            {"quit", {}, [](Arguments&) { return Quit{}; }},
    };
    return all;
}

const Verb& find(std::string_view name) {
    const auto found = std::find_if(
            table().begin(), table().end(), [name](const Verb& verb) { return verb.name == name; });
    if (found == table().end())
        throw Refused("There is no command '" + base::harmless(name, 64) + "'.");
    return *found;
}

Command make(const Verb& verb, Arguments& arguments) {
    auto command = verb.make(arguments);
    arguments.check_none_left();
    return command;
}

Command command_of_words(std::string_view line) {
    std::vector<std::string> words;
    const auto next_word = [&line](bool all) {
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        const std::size_t end = all ? line.find_last_not_of(' ') + 1 : line.find(' ');
        const std::string word{line.substr(0, end)};
        line.remove_prefix(word.size());
        return word;
    };
    const Verb& verb = find(next_word(false));
    Arguments arguments;
    for (std::size_t i = 0; i < verb.words.size(); ++i) {
        auto word = next_word(i + 1 == verb.words.size());
        if (!word.empty())
            arguments.set(verb.words[i], std::move(word));
    }
    if (line.find_first_not_of(' ') != std::string_view::npos)
        throw Refused("'" + std::string(verb.name) + "' takes no more words.");
    return make(verb, arguments);
}

std::string text_of(const json::Value& value) {
    if (const auto text = value.string())
        return std::string{*text};
    if (const auto integer = value.unsigned_integer())
        return std::to_string(*integer);
    if (const auto flag = value.boolean())
        return *flag ? "true" : "false";
    if (!value.is_array())
        throw Refused("'" + base::harmless(value.name(), 64) +
                      "' must be a text, a whole number, true or false, or a list of texts.");
    std::string list;
    for (const auto element : value.elements()) {
        if (!element.string())
            throw Refused("A list holds texts.");
        list += (list.empty() ? "" : " ") + std::string{*element.string()};
    }
    return list;
}

Command command_of_object(const json::Value& root) {
    const auto verb = root.member("cmd");
    if (!verb || !verb->string())
        throw Refused("'cmd' is missing.");
    Arguments arguments;
    for (const auto member : root.members()) {
        if (member.name() != "cmd" && member.name() != "id")
            arguments.set(std::string{member.name()}, text_of(member));
    }
    return make(find(*verb->string()), arguments);
}

CommandId id_of(const json::Value& root) {
    const auto id = root.member("id");
    if (!id)
        return {};
    if (const auto number = id->unsigned_integer())
        return *number;
    if (const auto text = id->string())
        return std::string{*text};
    return {};
}

} // namespace

Line read_line(std::string_view line) {
    Line result;
    try {
        if (!line.starts_with('{')) {
            result.content = command_of_words(line);
            return result;
        }
        const auto parsed = json::parse(line);
        if (const auto* failure = std::get_if<json::ParseFailure>(&parsed))
            throw Refused("This is no JSON: " + failure->text + ".");
        const auto root = std::get<json::Document>(parsed).root();
        result.id = id_of(root);
        result.content = command_of_object(root);
    } catch (const Refused& refused) {
        result.content = std::string{refused.what()};
    }
    return result;
}

std::string make_line(std::uint64_t id,
                      const std::vector<std::string>& words,
                      const std::map<std::string, std::string>& members) {
    json::Writer writer;
    writer.begin_object().member("id", id).member("cmd", words.empty() ? "" : words.front());
    for (const auto& [name, text] : members)
        writer.member(name, text);
    const auto verb = std::find_if(table().begin(), table().end(), [&words](const Verb& one) {
        return !words.empty() && one.name == words.front();
    });
    if (verb == table().end())
        return writer.end_object().take();
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const std::string& word = words[i + 1];
        if (i + 1 >= verb->words.size() && i + 2 < words.size() && !verb->words.empty()) {
            // All that is left belongs to the last one.
            std::string rest = word;
            for (std::size_t j = i + 2; j < words.size(); ++j)
                rest += " " + words[j];
            writer.member(verb->words.back(), rest);
            break;
        }
        writer.member(i < verb->words.size() ? verb->words[i] : "word" + std::to_string(i + 1),
                      word);
    }
    return writer.end_object().take();
}

const std::vector<std::string_view>& verbs() {
    static const std::vector<std::string_view> all = [] {
        std::vector<std::string_view> names;
        for (const auto& verb : table())
            names.push_back(verb.name);
        return names;
    }();
    return all;
}

} // namespace janus_talk::control
