package studio.atelier.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.cas.LettuceBasedProxyManager;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.telemetry.Metrics;

/// Buckets in Redis, one for all nodes. Where Redis does not answer in time this node counts by itself, and
/// asks again once in [#ASKED_AGAIN_AFTER]; nothing fails and nothing waits longer than it is told to.
/// Thread-safe.
final class SharedBuckets implements Buckets, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SharedBuckets.class);

    static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(1);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final Duration STOP_MAX = Duration.ofSeconds(2);

    /// Commands under way on the one connection; what comes beyond is counted on this node.
    private static final int COMMANDS_MAX = 10_000;

    /// A bucket is forgotten this long after it is full again: a forgotten one and a full one are the same.
    private static final Duration KEPT_FULL = Duration.ofSeconds(10);

    /// The least that Netty takes.
    private static final int THREADS = 2;

    private static final String PREFIX = "atelier:limit:";

    private final LocalBuckets alone = new LocalBuckets();
    private final ClientResources resources = ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .reconnectDelay(Delay.constant(ASKED_AGAIN_AFTER))
            .build();
    private final RedisClient client;
    private final RedisURI uri;
    private final Duration answerMax;
    private final Counter counted;
    private final Cache<String, Bucket> proxies =
            Caffeine.newBuilder().maximumSize(LocalBuckets.KEYS_MAX).build();
    private final AtomicBoolean down = new AtomicBoolean();
    private final AtomicLong askAgainAt = new AtomicLong();
    private @Nullable CompletableFuture<StatefulRedisConnection<String, byte[]>> connecting;
    private volatile @Nullable LettuceBasedProxyManager<String> manager;

    /// Waits a moment for the connection; goes on without it.
    ///
    /// @param url       `redis://` or `rediss://`, maybe with a password
    /// @param answerMax how long one taking may wait for Redis
    SharedBuckets(Secret url, Duration answerMax, MeterRegistry meters) {
        this.uri = RedisURI.create(url.reveal());
        this.uri.setTimeout(answerMax);
        this.answerMax = answerMax;
        this.counted = Metrics.LIMITS_ALONE.counter(meters);
        this.client = RedisClient.create(resources, uri);
        this.client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(COMMANDS_MAX)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_MAX).build())
                .build());
        try {
            connect().get(CONNECT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            fell(failure);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Taking take(String limit, String key, Rate rate, long count) {
        LettuceBasedProxyManager<String> redis = askable();
        if (redis != null) {
            try {
                Taking taking = LocalBuckets.take(proxy(redis, limit, key, rate), count);
                rose();
                return taking;
            } catch (RuntimeException failure) {
                fell(failure);
            }
        }
        counted.increment();
        return alone.take(limit, key, rate, count);
    }

    /// @return null while Redis is not asked
    private @Nullable LettuceBasedProxyManager<String> askable() {
        if (down.get()) {
            long at = askAgainAt.get();
            long now = System.nanoTime();
            if (now - at < 0 || !askAgainAt.compareAndSet(at, now + ASKED_AGAIN_AFTER.toNanos())) {
                return null;
            }
        }
        if (manager == null) {
            var _ = connect();
        }
        return manager;
    }

    /// Begins to connect where there is neither a connection nor an attempt under way. A connection that was there
    /// once comes back by itself.
    private synchronized CompletableFuture<StatefulRedisConnection<String, byte[]>> connect() {
        if (connecting == null || connecting.isCompletedExceptionally()) {
            connecting = client.connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), uri)
                    .toCompletableFuture()
                    .whenComplete((connection, failure) -> {
                        if (failure == null) {
                            manager = Bucket4jLettuce.casBasedBuilder(connection)
                                    .requestTimeout(answerMax)
                                    .expirationAfterWrite(
                                            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                                                    KEPT_FULL))
                                    .build();
                        }
                    });
        }
        return connecting;
    }

    /// What threads of this node ask of one bucket at the same time goes to Redis as one question; else a busy key
    /// would be compared and swapped against itself. The rate is part of the name, so that another one begins anew.
    private Bucket proxy(LettuceBasedProxyManager<String> redis, String limit, String key, Rate rate) {
        String name = PREFIX + limit + ":" + key + ":" + rate.capacity() + "/" + rate.refill() + "/"
                + rate.period().toMillis();
        return proxies.get(
                name,
                id -> redis.builder()
                        .withOptimization(Optimizations.batching())
                        .build(
                                id,
                                () -> BucketConfiguration.builder()
                                        .addLimit(bandwidth -> bandwidth
                                                .capacity(rate.capacity())
                                                .refillGreedy(rate.refill(), rate.period()))
                                        .build()));
    }

    /// The words of the failure may name the address; its kind is enough.
    private void fell(Exception failure) {
        askAgainAt.set(System.nanoTime() + ASKED_AGAIN_AFTER.toNanos());
        if (down.compareAndSet(false, true)) {
            log.warn(
                    "Redis does not answer ({}); limits are counted on this node alone until it does",
                    failure.getClass().getSimpleName());
        }
    }

    private void rose() {
        if (down.compareAndSet(true, false)) {
            log.info("Redis answers again; limits are counted for all nodes together");
        }
    }

    @Override
    public void close() {
        client.shutdown(0, STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        resources.shutdown(0, STOP_MAX.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MAX.toMillis());
    }
}
