package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.problem.ProblemException;

class PasswordHashesTest {

    private final PasswordHashes hashes = new PasswordHashes(1, new SimpleMeterRegistry());

    @Test
    void hashesWithArgon2idAndChecksIt() {
        String hash = hashes.hash("correct horse");

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(hashes.matches("correct horse", hash)).isTrue();
        assertThat(hashes.matches("incorrect horse", hash)).isFalse();
        assertThat(hashes.outdated(hash)).isFalse();
    }

    @Test
    void readsBcryptAndWantsItReplaced() {
        String bcrypt = new BCryptPasswordEncoder(4).encode("correct horse");

        assertThat(hashes.matches("correct horse", bcrypt)).isTrue();
        assertThat(hashes.outdated(String.valueOf(bcrypt))).isTrue();
    }

    @Test
    void neverMatchesWhereThereIsNothingToMatch() {
        assertThat(hashes.matches("nobody has this password", null)).isFalse();
        assertThat(hashes.matches("x", "not a hash")).isFalse();
    }

    @Test
    void leavesOneProcessorToEverythingElse() {
        int processors = Runtime.getRuntime().availableProcessors();

        assertThat(PasswordHashes.placesOfThisMachine()).isEqualTo(processors == 1 ? 1 : processors - 1);
    }

    @Test
    void refusesWhoComesWhenTheLineIsFull() throws Exception {
        List<ProblemException> refused = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> check = () -> hashes.matches("x", null);
            for (Future<Boolean> answer : threads.invokeAll(java.util.Collections.nCopies(300, check))) {
                if (answer.state() == Future.State.FAILED
                        && answer.exceptionNow() instanceof ProblemException problem) {
                    refused.add(problem);
                }
            }
        }

        assertThat(refused).isNotEmpty().allSatisfy(refusal -> {
            assertThat(refusal.problem().code()).isEqualTo(IdentityProblem.BUSY);
            assertThat(refusal.problem().retryAfter()).isNotNull();
        });
    }
}
