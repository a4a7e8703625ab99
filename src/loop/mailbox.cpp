// SPDX-License-Identifier: MIT
#include "loop/mailbox.hpp"

#include "loop/glib_ptr.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace janus_talk::loop {

using Work = std::function<void()>;

struct Mailbox::State {
    explicit State(GMainContext* main_context) : context(g_main_context_ref(main_context)) {}

    bool post(Work work) {
        {
            const std::lock_guard lock(mutex);
            if (!open)
                return false;
            queue.push_back(std::move(work));
            if (queue.size() > 1)
                return true; // whoever filled the empty queue has woken the loop
        }
        g_main_context_wakeup(context.get());
        return true;
    }

    bool has_work() {
        const std::lock_guard lock(mutex);
        return !queue.empty();
    }

    std::vector<Work> take_batch() {
        const std::lock_guard lock(mutex);
        const auto count = static_cast<std::ptrdiff_t>(std::min(queue.size(), batch));
        const auto end = queue.begin() + count;
        std::vector<Work> taken(std::make_move_iterator(queue.begin()),
                                std::make_move_iterator(end));
        queue.erase(queue.begin(), end);
        return taken;
    }

    bool is_open() {
        const std::lock_guard lock(mutex);
        return open;
    }

    void shut() {
        std::deque<Work> dropped; // destroyed after the lock is gone: their destructors may post
        const std::lock_guard lock(mutex);
        open = false;
        dropped.swap(queue);
    }

    ContextPtr context;
    std::mutex mutex;
    std::deque<Work> queue;
    bool open = true;
};

// A source of the loop that is ready while there is work.
struct Mailbox::Impl {
    struct Source {
        GSource base;
        std::shared_ptr<State>*
                state; // GLib zeroes and frees this struct without constructor or destructor
    };

    static const std::shared_ptr<State>& state_of(GSource* source) noexcept {
        return *reinterpret_cast<Source*>(source)->state; // NOLINT: GLib's way to subclass
    }

    static gboolean prepare(GSource* source, gint* timeout) noexcept {
        *timeout = -1;
        return check(source);
    }

    static gboolean check(GSource* source) noexcept {
        return state_of(source)->has_work() ? TRUE : FALSE;
    }

    static gboolean
    dispatch(GSource* source, GSourceFunc /*unused*/, gpointer /*unused*/) noexcept {
        const std::shared_ptr<State> state = state_of(source); // work may destroy the mailbox
        for (Work& work : state->take_batch()) {
            if (!state->is_open())
                break;
            work();
            work = nullptr; // its captures go before the next one runs
        }
        return G_SOURCE_CONTINUE;
    }

    static void finalize(GSource* source) noexcept {
        delete reinterpret_cast<Source*>(source)->state; // NOLINT: made below
    }

    explicit Impl(const MainLoop& loop) : state(std::make_shared<State>(context_of(loop))) {
        static GSourceFuncs functions{prepare, check, dispatch, finalize, nullptr, nullptr};
        source.reset(g_source_new(&functions, sizeof(Source)));
        // NOLINTNEXTLINE: GLib's way to subclass
        reinterpret_cast<Source*>(source.get())->state = new std::shared_ptr<State>(state);
        attach(source.get(), loop, "janus-talk mailbox", Priority::normal);
    }

    std::shared_ptr<State> state;
    SourcePtr source;
};

Mailbox::Sender::Sender(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}

bool Mailbox::Sender::post(std::function<void()> work) const {
    return state_->post(std::move(work));
}

Mailbox::Mailbox(const MainLoop& loop) : impl_(std::make_unique<Impl>(loop)) {}

Mailbox::~Mailbox() {
    impl_->state->shut();
}

void Mailbox::post(std::function<void()> work) {
    impl_->state->post(std::move(work));
}

Mailbox::Sender Mailbox::sender() const {
    return Sender{impl_->state};
}

} // namespace janus_talk::loop
