// SPDX-License-Identifier: MIT
#include "report/flight_text.hpp"

#include "base/text.hpp"
#include "json/writer.hpp"
#include "report/json_fields.hpp"
#include "report/words.hpp"

#include <algorithm>

namespace janus_talk::report {

namespace {

std::string indented(const std::string& lines) {
    std::string text;
    for (std::size_t at = 0; at < lines.size();) {
        const auto end = std::min(lines.find('\n', at), lines.size());
        text += "  " + lines.substr(at, end - at) + "\n";
        at = end + 1;
    }
    return text;
}

std::string flight_headline(const FlightFacts& facts) {
    const Hello& hello = facts.hello;
    std::string text = "janus-talk " + hello.command;
    if (hello.room != base::RoomId{})
        text += ", room " + shown_name(hello.room.text());
    if (!hello.url.empty())
        text += " of " + base::harmless(hello.url);
    return text + ", ended with exit status " + std::to_string(static_cast<int>(facts.exit)) +
           " (" + std::string{base::name_of(facts.exit)} + ").\n";
}

std::string times_of(const FlightFacts& facts) {
    const auto length =
            std::chrono::duration_cast<std::chrono::milliseconds>(facts.ended - facts.began);
    std::string text = "From " + to_rfc3339(facts.began) + " to " + to_rfc3339(facts.ended) + ", " +
                       seconds(length) + ".\n";
    if (!facts.phase.empty())
        text += "Before it left it was at: " + facts.phase + ".\n";
    return text;
}

std::string file_line(const std::string& name, const std::string& what) {
    constexpr std::size_t column = 26;
    std::string line = "  " + name;
    line.resize(std::max(line.size() + 2, column), ' ');
    return line + what + "\n";
}

std::string track_line(const FlightFacts::Track& track) {
    if (!track.seconds)
        return file_line(track.file, "left out: " + track.why_absent + " (" + track.what + ")");
    return file_line(track.file,
                     track.what + ", " + decimal(*track.seconds, 1) + " s; the last packet came " +
                             decimal(track.ago_seconds, 1) + " s before the end");
}

} // namespace

std::string flight_text(const FlightFacts& facts) {
    std::string text = flight_headline(facts) + times_of(facts);
    text += "\nWhat went wrong\n" +
            (facts.troubles.empty() ? "  Nothing was told.\n" : indented(facts.troubles));
    text += "\nFiles\n";
    for (const auto& track : facts.tracks)
        text += track_line(track);
    for (const auto& file : facts.files)
        text += file_line(file.name, file.what);
    text += "\nSecrets are replaced by ***. But there are voices in the sound, and names and "
            "addresses in "
            "the\nrest: look at it before you give it to anybody.\n";
    return text + "\nVersions\n" + indented(facts.versions);
}

std::string wire_line(bool outgoing,
                      std::string_view redacted,
                      const Moment& now,
                      std::chrono::steady_clock::time_point start,
                      std::string_view leg) {
    using std::chrono::milliseconds;
    json::Writer writer;
    writer.begin_object().member("t", to_rfc3339(now.wall));
    writer.member("ms", std::chrono::duration_cast<milliseconds>(now.monotonic - start).count());
    write_text(writer, "leg", leg);
    writer.member("way", outgoing ? "sent" : "received");
    if (!redacted.starts_with('{'))
        return writer.member("message", redacted).end_object().take();
    // An object already, which needs no second look.
    std::string line = writer.end_object().take();
    line.pop_back();
    return line.append(",\"message\":").append(redacted) + "}";
}

} // namespace janus_talk::report
