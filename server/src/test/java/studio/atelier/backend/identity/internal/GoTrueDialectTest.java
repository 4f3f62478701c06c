package studio.atelier.backend.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.ProblemDialect.Answer;
import studio.atelier.platform.http.ProblemDialect.Asked;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemCode;

/// Refusals that no request brings about at will. Source: wire reference 2.2.
class GoTrueDialectTest {

    private static Answer render(ProblemCode code, Map<String, String> headers) {
        return new GoTrueDialect()
                .render(Problem.of(code, "What happened."), new Asked("request-1", "GET", "/auth/v1/user", headers));
    }

    @Test
    void writesAFaultOfOursInTwoFieldsOrWithItsNumber() {
        Answer modern = render(HttpProblem.INTERNAL, Map.of("x-supabase-api-version", "2024-01-01"));
        Answer legacy = render(HttpProblem.INTERNAL, Map.of());

        assertThat(modern.status()).isEqualTo(500);
        assertThat(modern.body().keySet().stream().map(String::valueOf).toList())
                .isEqualTo(List.of("code", "message"));
        assertThat(modern.body().get("code")).isEqualTo("unexpected_failure");
        assertThat(modern.headers())
                .contains(
                        entry("x-sb-error-code", "unexpected_failure"), entry("X-Supabase-Api-Version", "2024-01-01"));
        assertThat(legacy.body().keySet().stream().map(String::valueOf).toList())
                .isEqualTo(List.of("code", "error_code", "msg", "error_id"));
        assertThat(legacy.body().get("code")).isEqualTo(500);
        assertThat(legacy.body().get("error_id")).isEqualTo("request-1");
        assertThat(legacy.headers()).doesNotContainKey("X-Supabase-Api-Version");
    }

    @Test
    void keepsOAuthsOwnShapeWhateverTheVersion() {
        for (Map<String, String> headers :
                List.of(Map.<String, String>of(), Map.of("x-supabase-api-version", "2024-01-01"))) {
            Answer answer = render(GoTrueProblem.NONCE_MISMATCH, headers);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().get("error")).isEqualTo("invalid nonce");
            assertThat(answer.body().get("error_description")).isEqualTo("What happened.");
        }
    }
}
