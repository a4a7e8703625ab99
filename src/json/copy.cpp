// SPDX-License-Identifier: MIT
#include "json/copy.hpp"

namespace janus_talk::json {

namespace {

void copy_number(Writer& writer, Value value) {
    if (const auto natural = value.unsigned_integer())
        writer.value(*natural);
    else if (const auto whole = value.signed_integer())
        writer.value(*whole);
    else if (const auto real = value.number())
        writer.value(*real);
    else
        writer.null();
}

} // namespace

// NOLINTNEXTLINE(misc-no-recursion): as deep as the document, which the parser limits
void copy(Writer& writer, Value value) {
    switch (value.kind()) {
    case Kind::null:
        writer.null();
        return;
    case Kind::boolean:
        writer.value(value.boolean().value_or(false));
        return;
    case Kind::number:
        copy_number(writer, value);
        return;
    case Kind::string:
        writer.value(value.string().value_or(""));
        return;
    case Kind::array:
        writer.begin_array();
        for (const Value element : value.elements())
            copy(writer, element);
        writer.end_array();
        return;
    case Kind::object:
        writer.begin_object();
        for (const Value member : value.members()) {
            writer.key(member.name());
            copy(writer, member);
        }
        writer.end_object();
        return;
    }
}

} // namespace janus_talk::json
