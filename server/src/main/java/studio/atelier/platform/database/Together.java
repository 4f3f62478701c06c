package studio.atelier.platform.database;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Small work of many callers in one transaction of the system: what is asked for while a group commits is the next
/// group. Under load many share the price of a durable commit, of a round trip and of the lock of what they all
/// change; alone nobody waits. Whatever fails in a group is undone with it, and then each of the group is done by
/// itself: one caller's
/// refusal is never another's. Thread-safe.
///
/// A caller returns after the commit of its own work, and never before. What it reads is read after it asked.
///
/// @param <I> one caller's work
/// @param <O> what it gets
public final class Together<I, O> {

    /// A larger group would make its first wait for its last.
    private static final int GROUP_MAX = 32;

    private static final Logger log = LoggerFactory.getLogger(Together.class);

    /// What somebody who waits is told.
    private sealed interface Turn<O> {

        /// Somebody else has done it.
        record Done<O>(O result) implements Turn<O> {}

        /// The group has failed.
        record Alone<O>() implements Turn<O> {}

        /// Take what waits, this one first.
        record Lead<O>() implements Turn<O> {}
    }

    private record Place<I, O>(I item, CompletableFuture<Turn<O>> turn) {}

    private final Function<List<I>, List<O>> work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Place<I, O>> waiting = new ArrayDeque<>();
    private boolean led;

    private Together(Function<List<I>, List<O>> work) {
        this.work = work;
    }

    /// @param reason as in [Transactions#asSystem]
    /// @param work   what each gets, in their order; fails where one of them cannot have it
    public Together(Transactions transactions, String reason, BiFunction<Tx, List<I>, List<O>> work) {
        this(items -> transactions.asSystem(reason, tx -> work.apply(tx, items)));
    }

    /// Work that is one trip, which mostly reads.
    ///
    /// @param reason as in [Transactions#inOneTrip]
    /// @param work   as there, for several: what each gets, in their order
    public static <I, O> Together<I, O> inOneTrip(
            Transactions transactions, String reason, BiFunction<Trip, List<I>, Supplier<List<O>>> work) {
        return new Together<>(items -> transactions.inOneTrip(reason, trip -> work.apply(trip, items)));
    }

    /// Does the work, alone or with others, and returns when it is durable.
    ///
    /// @throws RuntimeException what the work throws for this item
    public O submit(I item) {
        var place = new Place<I, O>(item, new CompletableFuture<>());
        Turn<O> turn = joins(place) ? new Turn.Lead<>() : place.turn().join();
        return switch (turn) {
            case Turn.Done<O>(O result) -> result;
            case Turn.Alone<O>() -> work.apply(List.of(item)).getFirst();
            case Turn.Lead<O>() -> lead(take());
        };
    }

    /// @return true where nobody leads: this one does, from now on
    private boolean joins(Place<I, O> place) {
        lock.lock();
        try {
            waiting.add(place);
            boolean leads = !led;
            led = true;
            return leads;
        } finally {
            lock.unlock();
        }
    }

    private List<Place<I, O>> take() {
        lock.lock();
        try {
            List<Place<I, O>> group = new ArrayList<>();
            while (group.size() < GROUP_MAX && !waiting.isEmpty()) {
                group.add(waiting.poll());
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    /// @param group the leader's own first
    private O lead(List<Place<I, O>> group) {
        List<O> results = null;
        try {
            results = work.apply(group.stream().map(Place::item).toList());
        } catch (RuntimeException failure) {
            if (group.size() == 1) {
                throw failure;
            }
            log.debug("a group of {} is done one by one", group.size(), failure);
        } finally {
            passOn();
            for (int at = 1; at < group.size(); at++) {
                group.get(at).turn().complete(results == null ? new Turn.Alone<>() : new Turn.Done<>(results.get(at)));
            }
        }
        return results == null ? work.apply(List.of(group.getFirst().item())).getFirst() : results.getFirst();
    }

    /// How many wait for the group before them.
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void passOn() {
        lock.lock();
        try {
            Place<I, O> next = waiting.peek();
            led = next != null;
            if (next != null) {
                next.turn().complete(new Turn.Lead<>());
            }
        } finally {
            lock.unlock();
        }
    }
}
