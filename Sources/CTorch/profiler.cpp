#include <torch/csrc/autograd/profiler_kineto.h>

#include <cstdlib>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "guard.hpp"
#include "include/ct_profiler.h"

using namespace ct;
namespace profiler = torch::autograd::profiler;
using torch::profiler::impl::ActivityType;
using torch::profiler::impl::ProfilerConfig;
using torch::profiler::impl::ProfilerState;

namespace {

// There is one in the process, and it belongs to the thread that started it.
std::mutex recording_mutex;
std::optional<std::thread::id> recording_thread;

// The call that ends recording is recorded too.
constexpr const char *stop = "profilerStop";

} // namespace

ct_status ct_profiler_start(int32_t with_cuda) {
    return guard("profilerStart", [&] {
        const std::lock_guard lock(recording_mutex);
        TORCH_CHECK(!recording_thread, "the profiler is recording already");
        // Kineto tells each start and stop on standard error, unless it is told not to.
        setenv("KINETO_LOG_LEVEL", "99", /*overwrite=*/0);
        const ProfilerConfig config(ProfilerState::KINETO);
        std::set<ActivityType> activities{ActivityType::CPU};
        if (with_cuda != 0) activities.insert(ActivityType::CUDA);
        profiler::prepareProfiler(config, activities);
        profiler::enableProfiler(
            config, activities, {at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION});
        recording_thread = std::this_thread::get_id();
    });
}

ct_status ct_profiler_stop(
    const char *trace_path, void *context, void (*take)(void *context, const ct_profiler_call *call)) {
    return guard(stop, [&] {
        const std::lock_guard lock(recording_mutex);
        TORCH_CHECK(recording_thread == std::this_thread::get_id(), "the profiler is not recording on this thread");
        recording_thread.reset();
        const std::unique_ptr<profiler::ProfilerResult> result = profiler::disableProfiler();
        if (trace_path != nullptr) {
            // libtorch only logs that it could not write.
            TORCH_CHECK(std::ofstream(trace_path).good(), trace_path, ": cannot be written");
            result->save(trace_path);
        }
        for (const profiler::KinetoEvent &event : result->events()) {
            const std::string name = event.name();
            if (name == stop) continue;
            const ct_profiler_call call{
                name.c_str(), static_cast<int64_t>(event.startNs()), static_cast<int64_t>(event.durationNs()),
                event.startThreadId(), event.deviceType() == c10::DeviceType::CPU ? 0 : 1};
            take(context, &call);
        }
    });
}
