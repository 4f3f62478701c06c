package studio.atelier.platform.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkshopTest {

    private static final long PIXELS_MAX = 50_000_000;

    @Test
    void holdsNoMorePixelsTogetherThanOnePictureMayHave() throws Exception {
        try (var workshop = new Workshop(4, PIXELS_MAX, Duration.ofMillis(50))) {
            var begun = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            var large = CompletableFuture.runAsync(() -> run(workshop, 30_000_000, () -> {
                begun.countDown();
                end.await();
                return "large";
            }));
            begun.await();

            assertThatThrownBy(() -> workshop.run(30_000_000, () -> "second")).isInstanceOf(Workshop.Full.class);
            assertThat(workshop.run(10_000_000, () -> "small")).isEqualTo("small");

            end.countDown();
            large.join();
            // More than the limit counts as the limit: it comes to its turn alone.
            assertThat(workshop.run(10 * PIXELS_MAX, () -> "alone")).isEqualTo("alone");
        }
    }

    @Test
    void refusesWhoWaitedTooLongForAPlace() throws Exception {
        try (var workshop = new Workshop(1, PIXELS_MAX, Duration.ofMillis(50))) {
            var begun = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            var first = CompletableFuture.runAsync(() -> run(workshop, 1, () -> {
                begun.countDown();
                end.await();
                return "first";
            }));
            begun.await();

            assertThatThrownBy(() -> workshop.run(1, () -> "second")).isInstanceOf(Workshop.Full.class);

            end.countDown();
            first.join();
        }
    }

    @Test
    void givesTheTurnBackWhenTheWorkFails() throws Exception {
        try (var workshop = new Workshop(1, PIXELS_MAX, Duration.ofMillis(50))) {
            assertThatThrownBy(() -> workshop.run(PIXELS_MAX, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");

            assertThat(workshop.run(PIXELS_MAX, () -> "next")).isEqualTo("next");
        }
    }

    private static String run(Workshop workshop, long pixels, java.util.concurrent.Callable<String> work) {
        try {
            return workshop.run(pixels, work);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
