// SPDX-License-Identifier: MIT
#include "core/sdp_texts.hpp"

#include "core/sdp_gate.hpp"

#include <catch2/catch.hpp>

#include <variant>

namespace janus_talk::core::test {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string without_line(const std::string& text, const std::string& start) {
    const std::size_t at = text.find("\r\n" + start);
    REQUIRE(at != std::string::npos);
    const std::size_t end = text.find("\r\n", at + 2);
    return text.substr(0, at) + text.substr(end);
}

std::string with_candidates(int number) {
    std::string answer = without_line(janus_answer, "a=candidate");
    for (int i = 0; i < number; ++i) {
        answer += "a=candidate:" + std::to_string(i) + " 1 udp 2015363327 10.0." +
                  std::to_string(i / 250) + "." + std::to_string(i % 250 + 1) +
                  " 20450 typ host\r\n";
    }
    return answer;
}

CheckedAnswer passed(const std::string& answer, const std::string& offer) {
    const auto result = check_answer(answer, offer);
    if (const auto* failure = std::get_if<base::Failure>(&result))
        FAIL(failure->text);
    return std::get<CheckedAnswer>(result);
}

base::Failure refused(const std::string& answer, const std::string& offer) {
    const auto result = check_answer(answer, offer);
    const auto* failure = std::get_if<base::Failure>(&result);
    if (failure == nullptr)
        FAIL("passed:\n" << std::get<CheckedAnswer>(result).sdp);
    return *failure;
}

} // namespace janus_talk::core::test
