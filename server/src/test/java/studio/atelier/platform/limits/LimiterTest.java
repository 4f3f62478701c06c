package studio.atelier.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.problem.ProblemException;

class LimiterTest {

    private final Limiter limiter = new Limits(true).limiter("generations", 3, Duration.ofHours(1));

    @Test
    void letsThroughAsManyAsItSaysAndTellsHowManyAreLeft() {
        assertThat(limiter.take("ada"))
                .isInstanceOfSatisfying(
                        Limiter.Verdict.Allowed.class,
                        allowed -> assertThat(allowed.remaining()).isEqualTo(2));
        limiter.take("ada");
        limiter.take("ada");

        assertThat(limiter.take("ada")).isInstanceOf(Limiter.Verdict.Exceeded.class);
    }

    @Test
    void countsEachKeyForItself() {
        limiter.take("ada", 3);

        assertThat(limiter.take("bob")).isInstanceOf(Limiter.Verdict.Allowed.class);
    }

    @Test
    void asksWithoutTaking() {
        limiter.check("ada", 0);
        limiter.take("ada", 3);

        assertThat(limiter.take("ada", 0)).isInstanceOf(Limiter.Verdict.Exceeded.class);
    }

    @Test
    void saysWhichLimitAndHowLong() {
        limiter.take("ada", 3);

        var refusal = catchThrowableOfType(ProblemException.class, () -> limiter.check("ada"));

        assertThat(refusal.problem().code()).isEqualTo(LimitProblem.EXCEEDED);
        assertThat(refusal.problem().detail()).contains("generations is 3 in 60 minutes");
        assertThat(refusal.problem().retryAfter()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(21));
    }

    @Test
    void letsEverythingPassWhenSwitchedOff() {
        Limiter off = new Limits(false).limiter("generations", 1, Duration.ofHours(1));

        off.check("ada", 50);

        assertThat(off.take("ada")).isInstanceOf(Limiter.Verdict.Unlimited.class);
    }
}
