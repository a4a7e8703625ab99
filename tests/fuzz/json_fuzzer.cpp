// SPDX-License-Identifier: MIT
#include "base/text.hpp"
#include "fuzz/fuzzer.hpp"
#include "json/document.hpp"
#include "json/writer.hpp"

#include <limits>
#include <string>
#include <string_view>
#include <variant>

using namespace janus_talk;
using test::require;

namespace {

void write_scalar(json::Writer& writer, json::Value value) {
    if (const auto truth = value.boolean()) {
        writer.value(*truth);
    } else if (const auto text = value.string()) {
        require(base::is_valid_utf8(*text), "strings are valid UTF-8");
        require(text->find('\0') == std::string_view::npos, "strings hold no NUL");
        writer.value(*text);
    } else if (const auto whole = value.unsigned_integer()) {
        writer.value(*whole);
    } else if (const auto negative = value.signed_integer()) {
        writer.value(*negative);
    } else if (const auto number = value.number()) {
        writer.value(*number);
    } else {
        writer.null();
    }
}

void write(json::Writer& writer, json::Value value) {
    if (value.is_object()) {
        writer.begin_object();
        for (const json::Value member : value.members()) {
            require(value.member(member.name()).has_value(), "each member is found by its name");
            writer.key(member.name());
            write(writer, member);
        }
        writer.end_object();
    } else if (value.is_array()) {
        std::size_t count = 0;
        writer.begin_array();
        for (const json::Value element : value.elements()) {
            write(writer, element);
            ++count;
        }
        writer.end_array();
        require(count == value.size(), "an array has as many elements as it says");
    } else {
        write_scalar(writer, value);
    }
}

std::string written(json::Value root) {
    json::Writer writer;
    write(writer, root);
    return writer.take();
}

// What was escaped may have become longer: only the depth is a limit for what we wrote ourselves.
constexpr json::Limits generous{.bytes = std::numeric_limits<std::uint32_t>::max(),
                                .name_bytes = 1U << 20U,
                                .number_bytes = 400};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = test::as_text(data, size);
    const auto first = json::parse(text);
    if (const auto* document = std::get_if<json::Document>(&first)) {
        const std::string once = written(document->root());
        const auto second = json::parse(once, generous);
        require(std::holds_alternative<json::Document>(second), "what was written can be read");
        require(written(std::get<json::Document>(second).root()) == once,
                "reading and writing again changes nothing");
    }

    json::Writer writer;
    const std::string quoted = writer.value(text).take();
    require(base::is_valid_utf8(quoted), "whatever goes in, valid UTF-8 comes out");
    require(quoted.find('\n') == std::string::npos, "whatever goes in, one line comes out");
    if (text.find('\0') == std::string_view::npos) {
        const auto read = json::parse(quoted, generous);
        require(std::holds_alternative<json::Document>(read), "any text makes a JSON string");
        const auto back = std::get<json::Document>(read).root().string();
        require(back == base::to_valid_utf8(text), "a text means the same afterwards");
    }
    return 0;
}
