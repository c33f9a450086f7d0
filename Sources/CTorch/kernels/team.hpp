// Work on libtorch's own team of threads.
//
// Swift's clang brings no OpenMP, so `at::parallel_for` compiled here would run on one thread. Asking the OpenMP runtime
// that libtorch links for a parallel region uses the same threads as libtorch's own operations, and adds no second team.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>

namespace ct::kernels {

// How many threads a parallel region would have here; 1 inside of one.
int team_size();

// Calls `body(data)` on `threads` threads of the team, this one included.
void run_on_team(int threads, void (*body)(void *), void *data);

// Calls `body(task)` for each task in 0 ..< count, in any order and on several threads; the order in which tasks are
// begun is that of their numbers, so the largest should come first. Rethrows the first exception of a task.
template <class Body>
void run_tasks(int64_t count, const Body &body) {
    struct Run {
        const Body &body;
        const int64_t count;
        std::atomic<int64_t> next{0};
        std::atomic<bool> has_failed{false};
        std::exception_ptr failure;

        void work() {
            try {
                for (int64_t task = next++; task < count && !has_failed; task = next++) body(task);
            } catch (...) {
                if (!has_failed.exchange(true)) failure = std::current_exception();
            }
        }
    };
    Run run{body, count};
    const auto threads = static_cast<int>(std::min<int64_t>(count, team_size()));
    run_on_team(threads, [](void *data) { static_cast<Run *>(data)->work(); }, &run);
    if (run.failure) std::rethrow_exception(run.failure);
}

} // namespace ct::kernels
