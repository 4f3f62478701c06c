package studio.atelier.engine.generation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import studio.atelier.platform.database.Transactions;

/// Takes runs from the queue and gives each a virtual thread; renews the leases of those that run, frees
/// those of nodes that are gone. Woken in the process by whoever commits work; a slow poll is the net, and
/// finds the work of other nodes. Thread-safe.
final class Dispatcher implements SmartLifecycle {

    /// Sent after each commit that makes work.
    static final String SIGNAL = "generations";

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /// A node that lost its advisory lock keeps its runs if it renews them within this time.
    private static final Duration SILENCE = Duration.ofSeconds(3);

    /// What a stop waits for calls that are under way, before it cuts them.
    private static final Duration DRAIN = Duration.ofSeconds(4);

    private static final Duration TICK = Duration.ofSeconds(1);

    /// How late a callback is heard whose signal got lost.
    private static final Duration CALLED = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final RunStore store;
    private final RunExecutor executor;
    private final NodePresence presence;
    private final GenerationSettings settings;
    private final LeaseStore leases;
    private final RemoteRuns remote;
    private final CallbackStore callbacks = new CallbackStore();

    private final Map<UUID, Running> running = new ConcurrentHashMap<>();
    private final Turns turns = new Turns();
    private UUID lookedAt = LeaseStore.FROM_THE_START;
    private final Semaphore wake = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);
    private final Semaphore called = new Semaphore(0);
    private final AtomicBoolean open = new AtomicBoolean();

    private record Running(Lease lease, RunThread thread) {}

    Dispatcher(
            Transactions transactions,
            RunStore store,
            RunExecutor executor,
            NodePresence presence,
            GenerationSettings settings,
            RemoteRuns remote) {
        this.transactions = transactions;
        this.store = store;
        this.executor = executor;
        this.presence = presence;
        this.settings = settings;
        this.leases = new LeaseStore(store);
        this.remote = remote;
    }

    long node() {
        return presence.node();
    }

    /// Runs that this node works on.
    int active() {
        return running.size();
    }

    /// There may be work. Cheap.
    void wake() {
        wake.release();
    }

    /// A provider called back about a run, which may be on this node. Cheap.
    void calledBack() {
        called.release();
    }

    /// Somebody wants a run stopped. Does nothing when it is not on this node: the node that has it looks
    /// by itself.
    void cancel(UUID id) {
        Running run = running.get(id);
        if (run != null) {
            run.thread().tell(RunThread.Stop.CANCELLED);
        }
    }

    /// Runs on the caller's thread what was accepted with this node's lease: the connection streams the
    /// answer.
    ///
    /// @return as of [RunExecutor#run]
    Optional<Generation> runHere(Lease lease, RunObserver observer) {
        return run(register(lease), observer);
    }

    @Override
    public void start() {
        open.set(true);
        presence.assertAlive();
        Thread.ofVirtual().name("runs-dispatch").start(this::dispatch);
        Thread.ofVirtual().name("runs-renew").start(this::renew);
        Thread.ofVirtual().name("runs-called").start(this::hearCallbacks);
    }

    /// Takes no more work, lets what is nearly done finish, hands the rest back.
    @Override
    public void stop() {
        open.set(false);
        wake.release();
        called.release();
        running.values().stream()
                .filter(run -> run.lease().handle() != null)
                .forEach(run -> run.thread().tell(RunThread.Stop.SHUTDOWN));
        awaitEnd(DRAIN);
        running.values().forEach(run -> run.thread().tell(RunThread.Stop.SHUTDOWN));
        awaitEnd(DRAIN.dividedBy(3));
        presence.close();
    }

    @Override
    public boolean isRunning() {
        return open.get();
    }

    /// After the database is there, before requests are answered.
    @Override
    public int getPhase() {
        return 0;
    }

    private void awaitEnd(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        try {
            while (!running.isEmpty() && System.nanoTime() < until) {
                ended.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void dispatch() {
        while (open.get()) {
            wake.drainPermits();
            if (!leaseSome()) {
                sleep(wake, settings.poll());
            }
        }
    }

    /// @return true when there may be more at once
    private boolean leaseSome() {
        int free = settings.executors() - running.size();
        if (free <= 0) {
            return false;
        }
        try {
            var ask = new LeaseStore.Ask(node(), settings.lease(), free, settings.limits(), turns.standing(), lookedAt);
            LeaseStore.Go go = transactions.asSystem("lease", tx -> leases.lease(tx, ask));
            for (LeaseStore.Taken taken : go.taken()) {
                turns.served(taken.lease().userId(), taken.start(), taken.end());
                begin(taken.lease());
            }
            return goOn(go) || go.taken().size() == free;
        } catch (DataAccessException failure) {
            log.warn("the queue cannot be read: {}", failure.getMessage());
            return false;
        }
    }

    /// Where more people wait than one go looks at, the next goes on behind them, and then from the start.
    ///
    /// @return true when there are people who were not looked at
    private boolean goOn(LeaseStore.Go go) {
        boolean some = !lookedAt.equals(LeaseStore.FROM_THE_START);
        UUID last = go.last();
        boolean more = go.people() >= LeaseStore.PEOPLE_MAX && last != null;
        lookedAt = more && last != null ? last : LeaseStore.FROM_THE_START;
        return more || (some && go.taken().isEmpty());
    }

    private void begin(Lease lease) {
        Running run = register(lease);
        Thread.ofVirtual().name("run-" + lease.generationId()).start(() -> {
            run(run, RunObserver.NONE);
            wake();
        });
    }

    /// It counts from here on, and not from when its thread gets to run: the next go would take too many.
    private Running register(Lease lease) {
        var run = new Running(lease, new RunThread());
        running.put(lease.generationId(), run);
        return run;
    }

    private Optional<Generation> run(Running run, RunObserver observer) {
        try {
            return executor.run(run.lease(), run.thread(), observer);
        } finally {
            running.remove(run.lease().generationId(), run);
            ended.release();
        }
    }

    /// Wakes the runs that providers called about. Looks by itself too, because a signal may get lost.
    private void hearCallbacks() {
        while (open.get()) {
            sleep(called, CALLED);
            called.drainPermits();
            List<UUID> here = List.copyOf(running.keySet());
            if (here.isEmpty()) {
                continue;
            }
            try {
                transactions
                        .asSystem("callbacks", tx -> callbacks.take(tx, node(), here))
                        .forEach(this::look);
            } catch (DataAccessException failure) {
                log.warn("callbacks cannot be read; the runs are polled: {}", failure.getMessage());
            }
        }
    }

    private void look(UUID id) {
        Running run = running.get(id);
        if (run != null) {
            run.thread().wake();
        }
    }

    private void renew() {
        int ticks = 0;
        int renewEvery = Math.max(1, (int) (settings.lease().toSeconds() / 10));
        Semaphore never = new Semaphore(0);
        while (open.get()) {
            try {
                presence.assertAlive();
                if (ticks % renewEvery == 0) {
                    renewLeases();
                }
                int freed = transactions.asSystem(
                        "rescue", tx -> store.rescue(tx, node(), settings.lease(), silence(renewEvery)));
                if (freed > 0) {
                    log.info("{} runs of a node that is gone are taken up again", freed);
                    wake();
                }
                if (remote.tidy(node()) > 0) {
                    wake();
                }
                transactions
                        .asSystem("cancel requests", tx -> store.cancelRequested(tx, node()))
                        .forEach(this::cancel);
            } catch (DataAccessException failure) {
                log.warn("leases cannot be renewed: {}", failure.getMessage());
            }
            ticks++;
            sleep(never, TICK);
        }
    }

    /// Longer than the pause between two renewals, so that a node that lives is never taken for silent.
    private static Duration silence(int renewEvery) {
        return SILENCE.plus(TICK.multipliedBy(renewEvery));
    }

    private void renewLeases() {
        List<UUID> here = List.copyOf(running.keySet());
        if (here.isEmpty()) {
            return;
        }
        Map<UUID, Long> held = transactions.asSystem("renew", tx -> store.renew(tx, node(), here, settings.lease()));
        running.forEach((id, run) -> {
            Long fencing = held.get(id);
            if (fencing != null && fencing != run.lease().fencing()) {
                run.thread().tell(RunThread.Stop.LOST);
            }
        });
    }

    private static void sleep(Semaphore signal, Duration limit) {
        try {
            signal.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
