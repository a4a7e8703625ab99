// SPDX-License-Identifier: MIT
#include "control/keys.hpp"

#include <catch2/catch.hpp>

#include <string>

using janus_talk::control::Key;
using janus_talk::control::read_keys;
using Keys = std::vector<Key>;

TEST_CASE("every key has its meaning, in either case") {
    CHECK(read_keys("m") == Keys{Key::mute});
    CHECK(read_keys(" ") == Keys{Key::talk});
    CHECK(read_keys("+=") == Keys{Key::louder, Key::louder});
    CHECK(read_keys("-_") == Keys{Key::quieter, Key::quieter});
    CHECK(read_keys("psr?hq") ==
          Keys{Key::people, Key::statistics, Key::record, Key::help, Key::help, Key::leave});
    CHECK(read_keys("MPSRHQ") ==
          Keys{Key::mute, Key::people, Key::statistics, Key::record, Key::help, Key::leave});
}

TEST_CASE("what is no key means nothing") {
    CHECK(read_keys("").empty());
    CHECK(read_keys("xyz\r\n\t\x04\x7f").empty());
    CHECK(read_keys("\xd9\x85\xe2\x82\xac").empty());
    CHECK(read_keys(std::string(1, '\0')).empty());
}

TEST_CASE("escape sequences are no keys, whatever letters they hold") {
    for (const char* sequence : {"\x1b",         // Escape
                                 "\x1b[A",       // an arrow
                                 "\x1b[1;5P",    // with modifiers
                                 "\x1bOS",       // F4
                                 "\x1bOm",       // the key pad
                                 "\x1b[15~",     // F5
                                 "\x1bm",        // Alt
                                 "\x1b[",        // cut off
                                 "\x1bO",        // cut off
                                 "\x1b[200~"}) { // the head of a paste
        CAPTURE(sequence);
        CHECK(read_keys(sequence).empty());
        CHECK(read_keys(std::string("m") + sequence).size() == 1);
    }
    CHECK(read_keys("\x1b[Am") == Keys{Key::mute});
    CHECK(read_keys("\x1b[1;5Pq") == Keys{Key::leave});
    CHECK(read_keys("\x1bOSs") == Keys{Key::statistics});
    CHECK(read_keys("\x1b\x1b") == Keys{});
}

TEST_CASE("a pasted text opens no microphone, a held key repeats") {
    CHECK(read_keys("quarterly summary of room 7").empty());
    CHECK(read_keys("\x1b[200~quarterly summary\x1b[201~").empty());
    CHECK(read_keys(std::string(40, ' ')).size() == 40);
    CHECK(read_keys("mmmm++++").size() == janus_talk::control::paste_limit);
    CHECK(read_keys("mmmm+++++").empty());
}

TEST_CASE("any bytes are read to their end") {
    std::string all;
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const char bytes[] = {'\x1b', static_cast<char>(first), static_cast<char>(second), 'm'};
            CHECK(read_keys({bytes, sizeof bytes}).size() <= 3);
        }
    }
}
