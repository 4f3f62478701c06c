package studio.atelier.backend.monitoring.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.monitoring.Measure;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;

/// The statements of the room.
final class MonitoringStore {

    /// An hour is out of the ordinary from this many robust standard deviations above the median of the hours
    /// before it; a few of something are never.
    private static final double DEVIATIONS = 6;

    private static final int AMOUNT_MIN = 20;
    private static final int HISTORY_DAYS = 28;
    private static final int HISTORY_HOURS_MIN = 24;

    private static final int SHOWN_DAYS = 7;
    private static final int SHOWN_MAX = 100;

    private final Transactions transactions;

    MonitoringStore(Transactions transactions) {
        this.transactions = transactions;
    }

    void add(List<Failure> failures, Instant hour, Map<Measure, Long> more) {
        if (failures.isEmpty() && more.isEmpty()) {
            return;
        }
        transactions.asSystem("monitoring", tx -> {
            failures.forEach(failure -> add(tx, failure));
            more.forEach((measure, amount) -> tx.sql("""
                            insert into atelier.activity_hours as a (hour, measure, amount)
                            values (:hour, :measure, :amount)
                            on conflict (measure, hour) do update set amount = a.amount + excluded.amount
                            """)
                    .param("hour", hour.atOffset(ZoneOffset.UTC))
                    .param("measure", measure.word())
                    .param("amount", amount)
                    .update());
            return null;
        });
    }

    private static void add(Tx tx, Failure failure) {
        tx.sql("""
                        insert into atelier.failures as f
                          (fingerprint, logger, message, error, place, occurrences, first_at, last_at, last_request_id)
                        values (:fingerprint, :logger, :message, :error, :place, 1, :at, :at, :request)
                        on conflict (fingerprint) do update set
                          occurrences = f.occurrences + 1, last_at = excluded.last_at,
                          last_request_id = excluded.last_request_id, resolved_at = null
                        """)
                .param("fingerprint", failure.fingerprint())
                .param("logger", failure.logger())
                .param("message", failure.message())
                .param("error", failure.error(), java.sql.Types.VARCHAR)
                .param("place", failure.place(), java.sql.Types.VARCHAR)
                .param("at", failure.at().atOffset(ZoneOffset.UTC))
                .param("request", failure.requestId(), java.sql.Types.VARCHAR)
                .update();
    }

    /// Compares an hour, finished or not, with those before it; hours in which nothing was counted are zero.
    ///
    /// @return the measures that are out of the ordinary now and were not before
    List<String> findAnomalies(Instant hour) {
        return transactions.asSystem(
                "monitoring",
                tx -> tx
                        .sql("""
                        with watched as (select unnest(cast(:watched as text[])) as measure),
                        began as (select min(hour) as hour from atelier.activity_hours),
                        hours as (
                          select generate_series(
                            greatest((select hour from began), :hour - make_interval(days => :days)),
                            :hour - interval '1 hour', interval '1 hour') as hour),
                        history as (
                          select w.measure, coalesce(a.amount, 0) as amount
                          from watched w cross join hours h
                          left join atelier.activity_hours a on a.measure = w.measure and a.hour = h.hour),
                        middle as (
                          select measure, count(*) as hours, percentile_cont(0.5) within group (order by amount) as median
                          from history group by measure),
                        spread as (
                          select h.measure, m.hours, m.median,
                                 1.4826 * percentile_cont(0.5) within group (order by abs(h.amount - m.median)) as deviation
                          from history h join middle m using (measure) group by h.measure, m.hours, m.median)
                        insert into atelier.anomalies as known (measure, hour, amount, expected)
                        select a.measure, a.hour, a.amount, round(s.median)
                        from atelier.activity_hours a
                        join spread s using (measure)
                        where a.hour = :hour and s.hours >= :hours_min and a.amount >= :amount_min
                          and a.amount > s.median + :deviations * greatest(s.deviation, sqrt(s.median), 1)
                        on conflict (measure, hour) do update set amount = excluded.amount
                        returning case when known.xmax = 0 then known.measure end
                        """)
                        .param(
                                "watched",
                                Arrays.stream(Measure.values())
                                        .filter(Measure::watched)
                                        .map(Measure::word)
                                        .toArray(String[]::new))
                        .param("hour", hour.atOffset(ZoneOffset.UTC))
                        .param("days", HISTORY_DAYS)
                        .param("hours_min", HISTORY_HOURS_MIN)
                        .param("amount_min", AMOUNT_MIN)
                        .param("deviations", DEVIATIONS)
                        .query(String.class)
                        .list()
                        .stream()
                        .filter(measure -> measure != null)
                        .toList());
    }

    void forget(int failureDays, int activityDays) {
        transactions.asSystem("monitoring", tx -> {
            tx.sql("delete from atelier.failures where last_at < now() - make_interval(days => :days)")
                    .param("days", failureDays)
                    .update();
            for (String table : List.of("activity_hours", "anomalies")) {
                tx.sql("delete from atelier." + table + " where hour < now() - make_interval(days => :days)")
                        .param("days", activityDays)
                        .update();
            }
            return null;
        });
    }

    record ShownFailure(
            String fingerprint,
            String logger,
            String message,
            @Nullable String error,
            @Nullable String place,
            long occurrences,
            Instant firstAt,
            Instant lastAt,
            @Nullable String lastRequestId,
            @Nullable Instant resolvedAt) {}

    record ShownAnomaly(
            String measure,
            Instant hour,
            long amount,
            long expected,
            @Nullable Instant seenAt) {}

    record ShownHour(String measure, Instant hour, long amount) {}

    List<ShownFailure> failures() {
        return transactions.asSystem(
                "monitoring for an administrator",
                tx -> tx.sql("""
                        select fingerprint, logger, message, error, place, occurrences, first_at, last_at, last_request_id,
                               resolved_at
                        from atelier.failures order by resolved_at is not null, last_at desc limit :limit
                        """)
                        .param("limit", SHOWN_MAX)
                        .query(ShownFailure.class)
                        .list());
    }

    List<ShownAnomaly> anomalies() {
        return transactions.asSystem(
                "monitoring for an administrator",
                tx -> tx.sql("""
                        select measure, hour, amount, expected, seen_at
                        from atelier.anomalies order by hour desc, measure limit :limit
                        """)
                        .param("limit", SHOWN_MAX)
                        .query(ShownAnomaly.class)
                        .list());
    }

    List<ShownHour> hours() {
        return transactions.asSystem(
                "monitoring for an administrator",
                tx -> tx.sql("""
                        select measure, hour, amount
                        from atelier.activity_hours where hour > now() - make_interval(days => :days) order by hour
                        """)
                        .param("days", SHOWN_DAYS)
                        .query(ShownHour.class)
                        .list());
    }

    boolean resolve(String fingerprint) {
        return transactions.asSystem(
                "monitoring for an administrator",
                tx -> tx.sql("update atelier.failures set resolved_at = now() where fingerprint = :fingerprint")
                                .param("fingerprint", fingerprint)
                                .update()
                        > 0);
    }

    void seen() {
        transactions.asSystem(
                "monitoring for an administrator",
                tx -> tx.sql("update atelier.anomalies set seen_at = now() where seen_at is null")
                        .update());
    }
}
