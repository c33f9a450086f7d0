#include "team.hpp"

#include <dlfcn.h>

namespace ct::kernels {

namespace {

// The OpenMP runtime is asked for by name, because libtorch's wheels carry it under several file names.
struct Runtime {
    using Parallel = void (*)(void (*)(void *), void *, unsigned, unsigned);
    using Number = int (*)();

    const Parallel parallel = reinterpret_cast<Parallel>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
    const Number most_threads = reinterpret_cast<Number>(dlsym(RTLD_DEFAULT, "omp_get_max_threads"));
    const Number is_in_parallel = reinterpret_cast<Number>(dlsym(RTLD_DEFAULT, "omp_in_parallel"));

    bool is_there() const { return parallel != nullptr && most_threads != nullptr && is_in_parallel != nullptr; }
};

const Runtime &runtime() {
    static const Runtime found;
    return found;
}

} // namespace

int team_size() {
    const Runtime &openmp = runtime();
    return openmp.is_there() && openmp.is_in_parallel() == 0 ? openmp.most_threads() : 1;
}

void run_on_team(int threads, void (*body)(void *), void *data) {
    if (threads <= 1) {
        body(data);
    } else {
        runtime().parallel(body, data, static_cast<unsigned>(threads), 0);
    }
}

} // namespace ct::kernels
