package studio.atelier.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.limits.Limiter.Verdict;
import studio.atelier.platform.settings.Secret;
import studio.atelier.platform.telemetry.Metrics;
import studio.atelier.testkit.FreePorts;
import studio.atelier.testkit.RedisServer;

/// Two nodes with one real Redis, which is killed, hangs and comes back.
class SharedBucketsTest {

    /// Slow machines are not what is tried here.
    private static final Duration PATIENT = Duration.ofSeconds(5);

    private static final Duration BACK_MAX = Duration.ofSeconds(30);
    private static final Rate RATE = new Rate(25, 1, Duration.ofHours(1));

    private final RedisServer redis = new RedisServer();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(SharedBuckets.class);

    @BeforeEach
    void listen() {
        lines.start();
        log.setLevel(Level.INFO);
        log.addAppender(lines);
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
        log.setLevel(null);
        redis.close();
    }

    /// One node.
    private static final class Node implements AutoCloseable {

        private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        private final Limits limits;
        private final Limiter limiter;

        private Node(String url, Duration answerMax) {
            limits = Limits.shared(new Secret(url), answerMax, meters);
            limiter = limits.limiter("requests", RATE);
        }

        private boolean allowed(String key) {
            return limiter.take(key) instanceof Verdict.Allowed;
        }

        private long alone() {
            return Metrics.LIMITS_ALONE.total(meters, "", "");
        }

        @Override
        public void close() {
            limits.close();
        }
    }

    @Test
    void twoNodesShareOneBucketAndExactlyItsCapacityPasses() throws Exception {
        try (var one = new Node(redis.url(), PATIENT);
                var two = new Node(redis.url(), PATIENT);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> takings = new ArrayList<>();
            for (int at = 0; at < 50; at++) {
                takings.add(threads.submit(() -> one.allowed("ada")));
                takings.add(threads.submit(() -> two.allowed("ada")));
            }
            int passed = 0;
            for (Future<Boolean> each : takings) {
                passed += each.get() ? 1 : 0;
            }

            assertThat(passed).isEqualTo(25);
            assertThat(two.allowed("bob")).as("a second tenant").isTrue();
            assertThat(one.alone() + two.alone()).isZero();
        }
    }

    @Test
    void asksWithoutTakingAndTellsHowManyAreLeft() {
        try (var one = new Node(redis.url(), PATIENT);
                var two = new Node(redis.url(), PATIENT)) {
            one.limiter.take("ada", 20);
            two.limiter.check("ada", 0);

            assertThat(two.limiter.take("ada"))
                    .isInstanceOfSatisfying(
                            Verdict.Allowed.class,
                            allowed ->
                                    assertThat(allowed.standing().remaining()).isEqualTo(4));
            assertThat(two.limiter.take("ada", 5))
                    .isInstanceOfSatisfying(
                            Verdict.Exceeded.class,
                            exceeded -> assertThat(exceeded.retryAfter())
                                    .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60)));
        }
    }

    @Test
    void anotherRateBeginsAnewAndBucketsAreForgottenOnceFull() {
        try (var one = new Node(redis.url(), PATIENT)) {
            one.limiter.take("ada", 25);
            assertThat(one.limiter.take("ada", 1, new Rate(2, 2, Duration.ofSeconds(2))))
                    .isInstanceOf(Verdict.Allowed.class);
            assertThat(one.allowed("ada")).isFalse();

            try (var client = RedisClient.create(redis.url());
                    var connection = client.connect()) {
                var keys = connection.sync().keys("atelier:limit:*");
                assertThat(keys).hasSize(2);
                assertThat(keys)
                        .allSatisfy(
                                key -> assertThat(connection.sync().pttl(key)).isPositive());
            }
        }
    }

    @Test
    void goesOnAloneWhileRedisIsAwayAndTogetherAgainAfterwards() {
        try (var one = new Node(redis.url(), PATIENT);
                var two = new Node(redis.url(), PATIENT)) {
            one.limiter.take("ada", 25);
            assertThat(two.allowed("ada")).isFalse();

            redis.kill();

            assertThat(one.limiter.take("ada", 25)).as("in this process").isInstanceOf(Verdict.Allowed.class);
            assertThat(one.allowed("ada")).as("and no more than that").isFalse();
            assertThat(two.allowed("ada")).isTrue();
            assertThat(one.alone()).isGreaterThanOrEqualTo(2);
            assertThat(lines.list)
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line.getFormattedMessage())
                            .startsWith("Redis does not answer")
                            .doesNotContain(RedisServer.PASSWORD, "127.0.0.1"));

            redis.restart();

            together(one);
            together(two);
            one.limiter.take("eve", 25);
            assertThat(two.allowed("eve")).isFalse();
            assertThat(lines.list).hasSize(4);
        }
    }

    @Test
    void aRedisThatHangsCostsItsTimeAndNothingElse() {
        try (var one = new Node(redis.url(), Duration.ofMillis(300))) {
            one.allowed("ada");
            redis.hang();

            long begun = System.nanoTime();
            for (int at = 0; at < 200; at++) {
                one.limiter.take("bob");
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);

            assertThat(took).isLessThan(Duration.ofSeconds(10));
            assertThat(one.allowed("bob")).as("counted all the same").isFalse();
            redis.wake();
            together(one);
        }
    }

    @Test
    void startsWithoutRedisAndFindsItLater() {
        int port = FreePorts.next();
        try (var one = new Node(RedisServer.url(port), PATIENT)) {
            assertThat(one.allowed("ada")).isTrue();
            assertThat(one.alone()).isEqualTo(1);

            try (var _ = new RedisServer(port);
                    var two = new Node(RedisServer.url(port), PATIENT)) {
                together(one);
                two.limiter.take("eve", 25);
                assertThat(one.allowed("eve")).isFalse();
            }
        }
    }

    @Test
    void aWrongPasswordIsARedisThatIsNotThere() {
        String wrong = redis.url().replace(":not", ":wrong");
        try (var one = new Node(wrong, PATIENT)) {
            assertThat(one.allowed("ada")).isTrue();
            assertThat(one.alone()).isEqualTo(1);
        }
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).doesNotContain("wrong"));
    }

    /// Until this node asks Redis again.
    private static void together(Node node) {
        Awaitility.await().atMost(BACK_MAX).until(() -> {
            long before = node.alone();
            node.limiter.take("somebody else", 0);
            return before == node.alone();
        });
    }
}
