package studio.atelier.surfaces.resumable;

import java.util.Map;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.StorageProblem;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.problem.Problem;

/// Refusals of resumable uploads: plain text under the real status, because clients decide by the status
/// alone whether they try again.
final class ResumableDialect implements ProblemDialect {

    private static final int FORBIDDEN = 403;

    @Override
    public String prefix() {
        return ResumableResource.PREFIX;
    }

    @Override
    public Answer render(Problem problem, Asked asked) {
        return Answer.text(
                status(problem),
                "text/plain; charset=utf-8",
                Map.of("Tus-Resumable", ResumableResource.VERSION, "Cache-Control", "no-store"),
                text(problem));
    }

    private static int status(Problem problem) {
        // A wrong token is final here as a missing one is: a client that got 401 would only ask again.
        int status = problem.code().status();
        return status == 401 ? FORBIDDEN : status;
    }

    private static String text(Problem problem) {
        return switch (problem.code()) {
            case StorageFault _ -> problem.detail();
            case StorageProblem own when own == StorageProblem.TOO_LARGE -> StorageFault.ENTITY_TOO_LARGE.message();
            case HttpProblem http when http == HttpProblem.BODY_TOO_LARGE -> StorageFault.ENTITY_TOO_LARGE.message();
            case ResumableProblem own -> problem.detail().equals(own.action()) ? own.title() : problem.detail();
            default -> problem.detail();
        };
    }
}
