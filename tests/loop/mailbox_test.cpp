// SPDX-License-Identifier: MIT
#include "loop/mailbox.hpp"
#include "loop/run_until.hpp"

#include <catch2/catch.hpp>

#include <thread>
#include <vector>

using namespace janus_talk::loop;

TEST_CASE("work runs on the loop's thread, in the order it was posted, and never inside post()") {
    MainLoop loop;
    Mailbox mailbox{loop};
    std::vector<int> order;
    std::thread::id ran_in;
    std::thread other{[&] {
        for (int i = 0; i < 200; ++i)
            mailbox.post([&order, i] { order.push_back(i); });
        mailbox.post([&] {
            ran_in = std::this_thread::get_id();
            loop.quit();
        });
    }};
    other.join();
    CHECK(order.empty());
    REQUIRE(test::run_until_quit(loop));
    REQUIRE(order.size() == 200);
    for (int i = 0; i < 200; ++i)
        CHECK(order[static_cast<std::size_t>(i)] == i);
    CHECK(ran_in == std::this_thread::get_id());
}

TEST_CASE("many threads can post at once and nothing is lost or reordered within a thread") {
    constexpr int threads = 8;
    constexpr int each = 5000;
    MainLoop loop;
    Mailbox mailbox{loop};
    std::vector<int> next(threads, 0);
    int done = 0;
    bool in_order = true;
    std::vector<std::thread> posters;
    posters.reserve(threads);
    for (std::size_t who = 0; who < threads; ++who) {
        posters.emplace_back([&, who, sender = mailbox.sender()] {
            for (int i = 0; i < each; ++i) {
                sender.post([&, who, i] {
                    in_order = in_order && next[who] == i;
                    ++next[who];
                });
            }
            sender.post([&] {
                if (++done == threads)
                    loop.quit();
            });
        });
    }
    const bool finished = test::run_until_quit(loop);
    for (std::thread& poster : posters)
        poster.join();
    REQUIRE(finished);
    CHECK(in_order);
    CHECK(next == std::vector<int>(threads, each));
}

TEST_CASE("a mailbox can die while other threads keep posting") {
    MainLoop loop;
    for (int round = 0; round < 50; ++round) {
        int ran = 0;
        std::vector<std::thread> posters;
        {
            Mailbox mailbox{loop};
            Timer soon{loop, [&] { loop.quit(); }};
            for (int who = 0; who < 3; ++who) {
                posters.emplace_back([&ran, sender = mailbox.sender()] {
                    while (sender.post([&ran] { ++ran; }))
                        std::this_thread::yield();
                });
            }
            while (ran < 10) {
                soon.arm_now();
                REQUIRE(test::run_until_quit(loop));
            }
        }
        const int ran_before = ran;
        for (std::thread& poster : posters)
            poster.join(); // they notice
        test::run_ready(loop);
        CHECK(ran == ran_before); // what was not done is dropped
    }
}

TEST_CASE("posting to a dead mailbox is refused") {
    MainLoop loop;
    auto sender = [&] {
        Mailbox mailbox{loop};
        return mailbox.sender();
    }();
    CHECK_FALSE(sender.post([] { FAIL("must not run"); }));
    test::run_ready(loop);
}

TEST_CASE("work may post more work, which waits for its turn") {
    MainLoop loop;
    Mailbox mailbox{loop};
    int depth = 0;
    bool nested = false;
    std::function<void()> again = [&] {
        CHECK_FALSE(nested);
        nested = true;
        if (++depth < 1000)
            mailbox.post(again);
        if (depth == 1000)
            loop.quit();
        nested = false;
    };
    mailbox.post(again);
    REQUIRE(test::run_until_quit(loop));
    CHECK(depth == 1000);
}

TEST_CASE("a full mailbox lets other sources run in between") {
    MainLoop loop;
    Mailbox mailbox{loop};
    std::size_t done = 0;
    std::vector<std::size_t> seen;
    Timer other{loop, [&] {
                    seen.push_back(done);
                    other.arm_now();
                }};
    other.arm_now();
    constexpr std::size_t much = 10 * Mailbox::batch;
    for (std::size_t i = 0; i < much; ++i)
        mailbox.post([&] { ++done; });
    mailbox.post([&] { loop.quit(); });
    REQUIRE(test::run_until_quit(loop));
    CHECK(done == much);
    REQUIRE(seen.size() >= 9);
    for (std::size_t i = 1; i < seen.size(); ++i)
        CHECK(seen[i] - seen[i - 1] <= Mailbox::batch);
}

TEST_CASE("work may destroy the mailbox it came through; the rest is dropped") {
    MainLoop loop;
    auto mailbox = std::make_unique<Mailbox>(loop);
    bool late = false;
    mailbox->post([&] { mailbox.reset(); });
    mailbox->post([&] { late = true; });
    test::run_ready(loop);
    CHECK_FALSE(mailbox);
    CHECK_FALSE(late);
}

TEST_CASE("dropped work frees what it captured, even when that posts again") {
    MainLoop loop;
    const auto token = std::make_shared<int>(1);
    {
        Mailbox mailbox{loop};

        struct PostsWhenGone {
            Mailbox::Sender sender;
            std::shared_ptr<int> token;

            ~PostsWhenGone() {
                sender.post([] {});
            }
        };

        auto last_word = std::make_shared<PostsWhenGone>(PostsWhenGone{mailbox.sender(), token});
        mailbox.post([last_word = std::move(last_word)] {});
    }
    CHECK(token.use_count() == 1);
}
