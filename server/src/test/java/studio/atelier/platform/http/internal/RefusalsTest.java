package studio.atelier.platform.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.web.server.ResponseStatusException;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.problem.Problem;

class RefusalsTest {

    @ParameterizedTest
    @CsvSource({
        "53100, DISK_FULL",
        "08006, DATABASE_UNAVAILABLE",
        "57P01, DATABASE_UNAVAILABLE",
        "57P03, DATABASE_UNAVAILABLE",
        "53300, OVERLOADED",
        "40001, OVERLOADED",
        "57014, OVERLOADED",
        "42501, FORBIDDEN",
        "22021, REQUEST_MALFORMED",
        "22P05, REQUEST_MALFORMED",
        "42601, INTERNAL"
    })
    void readsWhatTheDatabaseSays(String state, HttpProblem expected) {
        var failure = new DataAccessResourceFailureException("statement", new SQLException("text", state));

        assertThat(Refusals.of(failure).code()).isEqualTo(expected);
    }

    @Test
    void tellsAnExhaustedPoolFromADatabaseThatIsDown() {
        var exhausted = new SQLTransientConnectionException("Connection is not available");
        var down = new SQLTransientConnectionException("not available", new SQLException("refused", "08001"));

        assertThat(Refusals.of(exhausted).code()).isEqualTo(HttpProblem.OVERLOADED);
        assertThat(Refusals.of(down).code()).isEqualTo(HttpProblem.DATABASE_UNAVAILABLE);
    }

    @Test
    void saysWhenToTryAgain() {
        Problem problem = Refusals.of(new SQLException("down", "08006"));

        assertThat(problem.retryAfter()).isNotNull();
        assertThat(problem.code().status()).isEqualTo(503);
    }

    @Test
    void noticesAFullDiskBelowAnything() {
        var failure = new IllegalStateException("could not keep it", new IOException("No space left on device"));

        assertThat(Refusals.of(failure).code()).isEqualTo(HttpProblem.DISK_FULL);
    }

    @Test
    void takesTheBlameForWhatItDoesNotKnow() {
        assertThat(Refusals.of(new IllegalStateException("secret detail")).detail())
                .doesNotContain("secret detail");
        assertThat(Refusals.of(new IllegalStateException("x")).code()).isEqualTo(HttpProblem.INTERNAL);
        assertThat(Refusals.of(new ResponseStatusException(org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE))
                        .code())
                .isEqualTo(HttpProblem.OVERLOADED);
    }
}
