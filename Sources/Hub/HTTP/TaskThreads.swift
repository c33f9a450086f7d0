import NIOPosix

/// A few threads for tasks that must not share those of all others, which may be the ones that wait for them.
package final class TaskThreads: TaskExecutor {
    private let pool = NIOThreadPool(numberOfThreads: 4)

    package init() { pool.start() }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        pool.submit { _ in job.runSynchronously(on: executor) }
    }
}
