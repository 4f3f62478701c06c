package studio.atelier.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedHubTest {

    private static final UUID PERSON = UUID.fromString("0190a1b2-0000-7000-8000-000000000001");
    private static final int REMEMBERED = 3;

    private final FeedHub hub =
            new FeedHub(REMEMBERED, change -> !change.table().equals("public.forgotten"));

    @Test
    void tellsEveryListenerWhatItWants() throws InterruptedException {
        begin(100);
        Subscription all = hub.join(null, _ -> true, 10, null);
        Subscription some = hub.join(null, change -> change.table().equals("public.b"), 10, null);

        commit(110, "public.a");
        commit(120, "public.b");

        assertThat(drain(all)).containsExactly("0/6E", "0/78");
        assertThat(drain(some)).containsExactly("0/78");
    }

    @Test
    void goesOnWhereAListenerStopped() throws InterruptedException {
        begin(100);
        commit(110, "public.a");
        commit(120, "public.a");

        assertThat(drain(join("0/6E")))
                .as("the last transaction again, it may have been cut")
                .containsExactly("0/6E", "0/78");
        assertThat(drain(join("0/64"))).containsExactly("0/6E", "0/78");
        assertThat(drain(join("0/78"))).containsExactly("0/78");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/63", "0/79", "FFFFFFFF/FFFFFFFF", "nonsense", "", "0/64/1", "-1/1"})
    void saysThatChangesWereMissedWhenThePlaceIsNotKnown(String lastEventId) throws InterruptedException {
        begin(100);
        commit(120, "public.a");

        assertThat(drain(join(lastEventId))).containsExactly("missed");
    }

    @Test
    void saysThatChangesWereMissedWhenThePlaceIsForgotten() throws InterruptedException {
        begin(100);
        for (int lsn = 110; lsn <= 150; lsn += 10) {
            commit(lsn, "public.a");
        }

        assertThat(drain(join("0/6E"))).containsExactly("missed");
        assertThat(drain(join("0/78"))).as("its own transaction is forgotten").containsExactly("missed");
        assertThat(drain(join("0/79"))).containsExactly("0/82", "0/8C", "0/96");
    }

    @Test
    void saysThatChangesWereMissedWhenTheReaderBeginsAgain() throws InterruptedException {
        begin(100);
        Subscription listener = hub.join(null, _ -> true, 10, null);
        commit(110, "public.a");

        begin(200);

        assertThat(drain(listener)).containsExactly("0/6E", "missed");
        assertThat(drain(join("0/6E"))).containsExactly("missed");
        assertThat(drain(join("0/C8"))).isEmpty();
    }

    @Test
    void cutsWhoDoesNotKeepUpAndNobodyElse() throws InterruptedException {
        begin(100);
        Subscription slow = hub.join(null, _ -> true, 2, null);
        Subscription quick = hub.join(null, _ -> true, 10, null);

        commit(110, "public.a");
        commit(120, "public.a");
        commit(130, "public.a");

        assertThat(drain(slow)).containsExactly("cut: too slow");
        assertThat(drain(quick)).hasSize(3);
    }

    @Test
    void dropsTransientWordsBeforeItCuts() throws InterruptedException {
        begin(100);
        Subscription listener = hub.join(PERSON, _ -> true, 4, null);

        for (int i = 0; i < 100; i++) {
            hub.tell(PERSON, new Message.Told("progress", Map.of("n", i)));
        }
        commit(110, "public.a");

        assertThat(drain(listener)).containsExactly("progress", "progress", "0/6E");
    }

    @Test
    void tellsAPersonAloneWhatIsSaidToThem() throws InterruptedException {
        Subscription theirs = hub.join(PERSON, _ -> true, 4, null);
        Subscription other = hub.join(UUID.randomUUID(), _ -> true, 4, null);
        Subscription nobodys = hub.join(null, _ -> true, 4, null);

        hub.tell(PERSON, new Message.Told("progress", Map.of()));

        assertThat(drain(theirs)).containsExactly("progress");
        assertThat(drain(other)).isEmpty();
        assertThat(drain(nobodys)).isEmpty();
    }

    @Test
    void remembersOnlyWhatSomebodyMayComeBackFor() throws InterruptedException {
        begin(100);
        commit(110, "public.a");
        for (int lsn = 120; lsn <= 200; lsn += 10) {
            commit(lsn, "public.forgotten");
        }

        assertThat(drain(join("0/64"))).containsExactly("0/6E");
    }

    @Test
    void tellsFollowersEverythingInTheOrderOfTheLog() {
        List<String> heard = new ArrayList<>();
        hub.follow(new Noting(heard));

        begin(100);
        commit(110, "public.forgotten");
        hub.redefined(7);
        hub.interrupted();
        hub.interrupted();
        begin(200);

        assertThat(heard).containsExactly("begun", "0/6E", "redefined 7", "interrupted", "begun");
        hub.follow(new Noting(heard));
        assertThat(heard).as("who comes while the log is read").endsWith("begun", "begun");
    }

    private record Noting(List<String> heard) implements Follower {

        @Override
        public void begun() {
            heard.add("begun");
        }

        @Override
        public void changed(Change change) {
            heard.add(change.lsn());
        }

        @Override
        public void redefined(long xid) {
            heard.add("redefined " + xid);
        }

        @Override
        public void interrupted() {
            heard.add("interrupted");
        }
    }

    @Test
    void forgetsWhoLeft() {
        try (Subscription _ = hub.join(PERSON, _ -> true, 4, null)) {
            assertThat(hub.count(PERSON)).isOne();
        }
        assertThat(hub.count(PERSON)).isZero();
    }

    @Test
    void endsEveryStreamWhenItStops() throws InterruptedException {
        Subscription before = hub.join(PERSON, _ -> true, 4, null);
        hub.close();

        assertThat(drain(before)).containsExactly("cut: stopping");
        assertThat(drain(hub.join(PERSON, _ -> true, 4, null))).containsExactly("cut: stopping");
    }

    @ParameterizedTest
    @CsvSource({"0/0, 0", "0/64, 100", "16/B374D848, 97500059720", "ffffffff/ffffffff, -1"})
    void readsAndWritesPositions(String text, long value) {
        assertThat(Lsn.parse(text)).contains(new Lsn(value));
        assertThat(new Lsn(value).toString()).isEqualToIgnoringCase(text);
    }

    private void begin(long lsn) {
        hub.begin(new Lsn(lsn));
    }

    private void commit(long lsn, String table) {
        int dot = table.indexOf('.');
        var relation = new Relation(1, table.substring(0, dot), table.substring(dot + 1), false, List.of());
        hub.changed(new Change(
                relation, Change.Kind.INSERTED, Map.of(), Map.of(), new Lsn(lsn).toString(), lsn, Instant.EPOCH));
        hub.committed(new Lsn(lsn));
    }

    private Subscription join(String lastEventId) {
        return hub.join(null, _ -> true, 10, lastEventId);
    }

    private static List<String> drain(Subscription subscription) throws InterruptedException {
        List<String> heard = new ArrayList<>();
        for (var next = subscription.next(Duration.ZERO); next.isPresent(); next = subscription.next(Duration.ZERO)) {
            heard.add(
                    switch (next.get()) {
                        case Message.Changed(Change change) -> change.lsn();
                        case Message.Told told -> told.event();
                        case Message.Missed _ -> "missed";
                        case Message.Cut(String reason) -> "cut: " + reason;
                    });
        }
        return heard;
    }
}
