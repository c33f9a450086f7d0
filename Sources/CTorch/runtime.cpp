#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <dlfcn.h>
#include <torch/headeronly/version.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <mutex>
#include <string>

#include "guard.hpp"
#include "include/ct_runtime.h"

#if TORCH_VERSION_MAJOR != 2 || TORCH_VERSION_MINOR < 13
#error "libtorch 2.13 or later is needed: run scripts/bootstrap, or set LIBTORCH to the torch folder of its wheel"
#endif

using namespace ct;

namespace {

std::mutex cuda_mutex;
bool cuda_is_loaded = false;

// libtorch settles for good whether there is CUDA when it is first asked, so nothing here asks before this has run.
void load_cuda() {
    const std::lock_guard<std::mutex> lock(cuda_mutex);
    if (cuda_is_loaded) return;
    Dl_info info;
    std::string path = "libtorch_cuda.so";
    if (dladdr(reinterpret_cast<const void *>(&at::globalContext), &info) != 0 && info.dli_fname != nullptr) {
        const std::string library = info.dli_fname;
        const auto slash = library.rfind('/');
        if (slash != std::string::npos) path = library.substr(0, slash + 1) + path;
    }
    if (dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
        const char *reason = dlerror();
        TORCH_CHECK(
            false, "CUDA cannot be used: ", reason ? reason : path,
            "; use a CUDA build of libtorch (LIBTORCH), or the device cpu");
    }
    cuda_is_loaded = true;
}

int64_t cuda_device_count() { return at::detail::getCUDAHooks().deviceCount(); }

at::Generator generator(ct_device number) {
    const at::Device place = device(number);
    if (place.is_cpu()) return at::detail::getDefaultCPUGenerator();
    return at::globalContext().defaultGenerator(place);
}

void seed_generator(at::Generator generator, uint64_t seed) {
    const std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_current_seed(seed);
}

} // namespace

at::Device ct::device(ct_device number) {
    if (number < 0) return at::Device(at::kCPU);
    load_cuda();
    const int64_t count = cuda_device_count();
    TORCH_CHECK(number < count, "there is no CUDA device ", number, "; this machine shows ", count);
    return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(number));
}

ct_status ct_seed(uint64_t seed) {
    return guard("seed", [&] {
        seed_generator(at::detail::getDefaultCPUGenerator(), seed);
        std::unique_lock<std::mutex> lock(cuda_mutex);
        const int64_t count = cuda_is_loaded ? cuda_device_count() : 0;
        lock.unlock();
        for (int64_t i = 0; i < count; i++) seed_generator(generator(static_cast<ct_device>(i)), seed);
    });
}

ct_status ct_generator_state(ct_out out, ct_device number) {
    return guard("generatorState", [&] {
        at::Generator source = generator(number);
        const std::lock_guard<std::mutex> lock(source.mutex());
        give(out, source.get_state());
    });
}

ct_status ct_set_generator_state(const ct_tensor *state, ct_device number) {
    return guard("setGeneratorState", [&] {
        at::Generator target = generator(number);
        const std::lock_guard<std::mutex> lock(target.mutex());
        target.set_state(get(state));
    });
}

ct_int ct_num_threads(void) { return at::get_num_threads(); }

ct_status ct_set_num_threads(ct_int count) {
    return guard("setNumThreads", [&] {
        TORCH_CHECK(count >= 1 && count <= 4096, "the number of threads must be from 1 to 4096, not ", count);
        at::set_num_threads(static_cast<int>(count));
    });
}

void ct_keep_freed_memory(void) {
#if defined(__GLIBC__)
    // Blocks that are mapped one by one, or lie at the end of the heap, would go back when they are freed.
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, -1);
#endif
}

const char *ct_version(void) { return TORCH_VERSION; }

ct_status ct_load_cuda(void) {
    return guard("loadCUDA", [&] { load_cuda(); });
}

ct_status ct_cuda_device_count(ct_int *out) {
    return guard("loadCUDA", [&] {
        load_cuda();
        *out = cuda_device_count();
    });
}
