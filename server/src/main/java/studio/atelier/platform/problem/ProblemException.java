package studio.atelier.platform.problem;

import org.jspecify.annotations.Nullable;

/// Carries a [Problem] to the one renderer of the surface. Has no stack trace of its own: a refusal is not
/// a fault of ours.
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem, @Nullable Throwable cause) {
        super(problem.code().code() + ": " + problem.detail(), cause, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
