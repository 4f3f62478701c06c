package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.atelier.testkit.TestDatabase;
import studio.atelier.testkit.WithDatabase;

/// Work in groups of a size that is known: the first caller's transaction is held open until all others wait.
@WithDatabase
class TogetherTest {

    private static final int CALLERS = 40;
    private static final int REFUSED = 7;

    private final TestDatabase database;
    private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
    private final Map<Integer, Boolean> durableAtReturn = new ConcurrentHashMap<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Together<Integer, String> together;

    TogetherTest(TestDatabase database) {
        this.database = database;
        this.together = new Together<>(database.transactions(), "test", this::write);
    }

    @BeforeEach
    void table() {
        database.asOwner()
                .sql("drop table if exists public.slips; create table public.slips (number integer primary key);"
                        + " grant all on public.slips to atelier_system")
                .update();
    }

    @AfterEach
    void stop() {
        open.countDown();
        threads.close();
    }

    private List<String> write(Tx tx, List<Integer> numbers) {
        groups.add(numbers);
        Trip trip = tx.trip();
        trip.sql("insert into public.slips select number from jsonb_to_recordset(:rows::jsonb) as r (number integer)")
                .rows(
                        "rows",
                        numbers.stream().map(number -> Map.of("number", number)).toList())
                .update();
        trip.send();
        if (numbers.contains(0)) {
            await();
        }
        if (numbers.contains(REFUSED)) {
            throw new IllegalStateException("no " + REFUSED);
        }
        return numbers.stream().map(number -> "slip " + number).toList();
    }

    private void await() {
        try {
            open.await();
        } catch (InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private CompletableFuture<String> submit(int number) {
        return CompletableFuture.supplyAsync(
                () -> {
                    String slip = together.submit(number);
                    durableAtReturn.put(number, kept().contains(number));
                    return slip;
                },
                threads);
    }

    private List<Integer> kept() {
        return database.transactions()
                .asSystem(
                        "test",
                        tx -> tx.sql("select number from public.slips")
                                .query(Integer.class)
                                .list());
    }

    /// The first is on its way, and all others wait behind it.
    private List<CompletableFuture<String>> submitBehindTheFirst(IntStream numbers) {
        var first = submit(0);
        Awaitility.await().until(() -> !groups.isEmpty());
        var others = numbers.mapToObj(this::submit).toList();
        Awaitility.await().until(() -> together.waiting() == others.size());
        open.countDown();
        assertThat(first.join()).isEqualTo("slip 0");
        return others;
    }

    @Test
    void doesOneAtOnceAndTheOthersInGroups() {
        var others = submitBehindTheFirst(IntStream.range(10, 10 + CALLERS));

        for (int at = 0; at < CALLERS; at++) {
            assertThat(others.get(at).join()).isEqualTo("slip " + (10 + at));
        }
        assertThat(kept()).hasSize(CALLERS + 1);
        assertThat(groups).hasSize(3);
        assertThat(groups.get(1)).hasSize(32);
        assertThat(durableAtReturn).hasSize(CALLERS + 1).doesNotContainValue(false);
    }

    @Test
    void oneRefusalIsNobodyElses() {
        var others = submitBehindTheFirst(IntStream.range(1, 20));

        for (int at = 0; at < others.size(); at++) {
            int number = at + 1;
            var mine = others.get(at);
            if (number == REFUSED) {
                assertThatThrownBy(mine::join)
                        .isInstanceOf(CompletionException.class)
                        .hasMessageContaining("no " + REFUSED);
            } else {
                assertThat(mine.join()).isEqualTo("slip " + number);
            }
        }
        assertThat(kept()).hasSize(19).doesNotContain(REFUSED);
    }

    @Test
    void goesOnAfterAFailure() {
        open.countDown();

        assertThatThrownBy(() -> together.submit(REFUSED)).hasMessage("no " + REFUSED);
        assertThat(together.submit(8)).isEqualTo("slip 8");
        assertThat(together.waiting()).isZero();
    }
}
