package studio.atelier.engine.providers.demo;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.providers.Cancellation;

/// The jobs this process works on, by handle. What nobody fetches is forgotten at last: a handle that is
/// not known is simply worked on anew. Thread-safe.
final class DemoJobs {

    /// Above the runs that a node has at once by default; more wait at the engine.
    static final int JOBS_MAX = 256;

    /// Finished work that waits to be fetched; usually for the blink between two looks.
    private static final long KEPT_BYTES_MAX = 64L << 20;

    private final Map<String, DemoJob> jobs = new LinkedHashMap<>();
    private final Executor renderers;

    DemoJobs(Executor renderers) {
        this.renderers = renderers;
    }

    @Nullable
    DemoJob find(String handle) {
        synchronized (jobs) {
            return jobs.get(handle);
        }
    }

    /// Begins, unless the job of this handle is there already.
    ///
    /// @return false when there are too many
    boolean start(String handle, DemoJob.Work work) {
        DemoJob job = new DemoJob(work);
        synchronized (jobs) {
            if (jobs.containsKey(handle)) {
                return true;
            }
            forgetUnfetched();
            if (jobs.size() >= JOBS_MAX) {
                return false;
            }
            jobs.put(handle, job);
        }
        try {
            renderers.execute(job);
            return true;
        } catch (RejectedExecutionException _) {
            // Cancelled jobs keep their place in the line until a renderer comes to them.
            forget(handle);
            return false;
        }
    }

    void forget(String handle) {
        synchronized (jobs) {
            jobs.remove(handle);
        }
    }

    Cancellation cancel(String handle) {
        synchronized (jobs) {
            DemoJob job = jobs.get(handle);
            if (job != null && !job.cancel()) {
                return Cancellation.TOO_LATE;
            }
            jobs.remove(handle);
            return Cancellation.STOPPED;
        }
    }

    /// The oldest of what is over goes first.
    private void forgetUnfetched() {
        long kept = 0;
        for (DemoJob job : jobs.values()) {
            kept += bytes(job);
        }
        Iterator<DemoJob> oldest = jobs.values().iterator();
        while (oldest.hasNext() && (kept > KEPT_BYTES_MAX || jobs.size() >= JOBS_MAX)) {
            DemoJob job = oldest.next();
            if (!(job.state() instanceof DemoJob.State.Making)) {
                kept -= bytes(job);
                oldest.remove();
            }
        }
    }

    private static long bytes(DemoJob job) {
        return job.state() instanceof DemoJob.State.Finished(DemoJob.Made made)
                ? made.content().size()
                : 0;
    }
}
