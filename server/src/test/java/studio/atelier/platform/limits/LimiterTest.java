package studio.atelier.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.problem.ProblemException;

class LimiterTest {

    private final Limiter limiter = new Limits(true).limiter("generations", 3, Duration.ofHours(1));

    @Test
    void letsThroughAsManyAsItSaysAndTellsHowManyAreLeft() {
        assertThat(limiter.take("ada"))
                .isInstanceOfSatisfying(
                        Limiter.Verdict.Allowed.class,
                        allowed -> assertThat(allowed.standing().remaining()).isEqualTo(2));
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
    void aKeyMayHaveARateOfItsOwn() {
        var rate = new Rate(5, 10, Duration.ofHours(1));

        assertThat(limiter.take("ada", 5, rate)).isInstanceOf(Limiter.Verdict.Allowed.class);
        assertThat(limiter.take("ada", 1, rate)).isInstanceOf(Limiter.Verdict.Exceeded.class);
        assertThat(rate.window()).isEqualTo(Duration.ofMinutes(30));
        limiter.take("bob", 3);
        assertThat(limiter.take("bob")).isInstanceOf(Limiter.Verdict.Exceeded.class);
    }

    @Test
    void tellsWhoServesTheRequestOnlyWhatIsAnnounced() throws Exception {
        List<List<Standing>> heard = new ArrayList<>();
        Limiter announced = limiter.announced();

        Standings.hear(heard::add, () -> {
            limiter.take("ada");
            announced.take("ada", 0);
            announced.take("ada");
            assertThat(Standings.current()).hasSize(1);
            return true;
        });

        assertThat(heard).hasSize(1);
        assertThat(heard.getFirst().getFirst().remaining()).isEqualTo(1);
        assertThat(Standings.current()).isEmpty();
    }

    @Test
    void letsEverythingPassWhenSwitchedOff() {
        Limiter off = new Limits(false).limiter("generations", 1, Duration.ofHours(1));

        off.check("ada", 50);

        assertThat(off.take("ada")).isInstanceOf(Limiter.Verdict.Unlimited.class);
    }
}
