package studio.atelier.backend.identity.internal;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.limits.Buckets;
import studio.atelier.platform.limits.Rate;

/// Buckets in the database, for the few limits that every node has to count together also where there is no Redis:
/// messages, and accounts of nobody in particular. A bucket is the moment at which it is full again; one round trip
/// takes from it. Keys are addresses of people: what is kept is their hash. Thread-safe.
final class DatabaseBuckets implements Buckets {

    private static final double NANOS = 1e9;

    private final Transactions transactions;

    DatabaseBuckets(Transactions transactions) {
        this.transactions = transactions;
    }

    /// @param seconds how far ahead of now the bucket is full again
    private record Fill(boolean taken, double seconds) {}

    @Override
    public Taking take(String limit, String key, Rate rate, long count) {
        double step = rate.period().toNanos() / NANOS / rate.refill();
        double window = step * rate.capacity();
        Fill fill =
                count == 0 ? asked(limit, key) : taken(new Bucket(limit, Digests.sha256(key), step * count, window));
        double wanted = step * Math.max(1, count);
        boolean enough = count == 0 ? fill.seconds() + wanted <= window : fill.taken();
        long remaining = Math.clamp((long) Math.floor((window - fill.seconds()) / step + 1e-6), 0, rate.capacity());
        return new Taking(
                enough,
                remaining,
                enough ? Duration.ZERO : duration(fill.seconds() + wanted - window),
                enough && count > 0 ? duration(fill.seconds()) : Duration.ZERO);
    }

    /// @param seconds what is taken, as the time it takes to come back
    private record Bucket(String limit, String hash, double seconds, double window) {}

    private Fill taken(Bucket bucket) {
        return transactions.inOneTrip("take from a limit", trip -> {
            // A bucket that nobody waits for on the disk: a crash of the database forgives the last moments.
            Supplier<List<Double>> kept = trip.sql("""
                            insert into atelier.limit_buckets as b (limit_name, key_hash, full_at)
                            select :limit::text, decode(:hash, 'hex'), now() + make_interval(secs => :seconds::double precision)
                            where :seconds::double precision <= :window::double precision
                            on conflict (limit_name, key_hash) do update
                              set full_at = greatest(b.full_at, now()) + make_interval(secs => :seconds::double precision)
                              where greatest(b.full_at, now()) + make_interval(secs => :seconds::double precision)
                                    <= now() + make_interval(secs => :window::double precision)
                            returning extract(epoch from full_at - now())::double precision as seconds,
                                      set_config('synchronous_commit', 'off', true)
                            """)
                    .param("limit", bucket.limit())
                    .param("hash", bucket.hash())
                    .param("seconds", bucket.seconds())
                    .param("window", bucket.window())
                    .query((row, _) -> row.getDouble("seconds"));
            Supplier<List<Double>> now = trip.sql(ASK)
                    .param("limit", bucket.limit())
                    .param("hash", bucket.hash())
                    .query((row, _) -> row.getDouble("seconds"));
            return () -> kept.get().isEmpty()
                    ? new Fill(false, now.get().isEmpty() ? 0 : now.get().getFirst())
                    : new Fill(true, kept.get().getFirst());
        });
    }

    private static final String ASK = """
            select extract(epoch from greatest(full_at, now()) - now())::double precision as seconds
            from atelier.limit_buckets
            where limit_name = :limit::text and key_hash = decode(:hash, 'hex')
            """;

    private Fill asked(String limit, String key) {
        List<Double> found = transactions.inOneTrip(
                "ask for a limit",
                trip -> trip.sql(ASK)
                        .param("limit", limit)
                        .param("hash", Digests.sha256(key))
                        .query((row, _) -> row.getDouble("seconds")));
        return new Fill(false, found.isEmpty() ? 0 : found.getFirst());
    }

    /// Forgets buckets that are full.
    void tidy() {
        transactions.asSystem(
                "full limits",
                tx -> tx.sql("delete from atelier.limit_buckets where full_at < now()")
                        .update());
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (Math.max(0, seconds) * NANOS));
    }
}
