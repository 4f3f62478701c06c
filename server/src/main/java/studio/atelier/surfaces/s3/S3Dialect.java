package studio.atelier.surfaces.s3;

import java.util.Map;
import studio.atelier.backend.storage.StorageFault;
import studio.atelier.backend.storage.StorageProblem;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.problem.Problem;

/// Refusals as S3 writes them: XML with a code that clients branch on.
final class S3Dialect implements ProblemDialect {

    private record Refusal(int status, String code, String message) {}

    @Override
    public String prefix() {
        return S3Resource.PREFIX;
    }

    @Override
    public Answer render(Problem problem, Asked asked) {
        Refusal refusal = refusal(problem);
        Xml xml = new Xml("Error", "")
                .text("Code", refusal.code())
                .text("Message", refusal.message())
                .text("Resource", asked.path())
                .text("RequestId", asked.requestId());
        return Answer.text(
                refusal.status(),
                "application/xml",
                Map.of("x-amz-request-id", asked.requestId(), "Cache-Control", "no-store"),
                xml.end());
    }

    private static Refusal refusal(Problem problem) {
        int status = problem.code().status();
        return switch (problem.code()) {
            case S3Problem own ->
                new Refusal(status, own.wire(), problem.detail().equals(own.action()) ? own.title() : problem.detail());
            case StorageFault fault -> new Refusal(status(fault), code(fault), problem.detail());
            case StorageProblem own ->
                switch (own) {
                    case TOO_LARGE -> new Refusal(400, "EntityTooLarge", own.title());
                    case QUOTA_USED_UP -> new Refusal(400, "EntityTooLarge", problem.detail());
                    case OBJECT_MISSING -> new Refusal(404, "NoSuchKey", own.title());
                    case DISK_FULL, UNAVAILABLE -> new Refusal(503, "ServiceUnavailable", problem.detail());
                };
            default -> new Refusal(status, usual(status), problem.detail());
        };
    }

    private static String code(StorageFault fault) {
        return switch (fault) {
            case RESOURCE_NOT_EMPTY -> "BucketNotEmpty";
            case INVALID_KEY -> "InvalidArgument";
            case INVALID_MIME_TYPE, INVALID_PARAMETER -> "InvalidRequest";
            case DATABASE_TIMEOUT, DATABASE_ERROR -> "InternalError";
            default -> fault.wire();
        };
    }

    private static int status(StorageFault fault) {
        return switch (fault) {
            case DATABASE_TIMEOUT, SLOW_DOWN -> 503;
            default -> fault.status();
        };
    }

    private static String usual(int status) {
        return switch (status) {
            case 401, 403 -> "AccessDenied";
            case 404 -> "NoSuchKey";
            case 405 -> "MethodNotAllowed";
            case 413 -> "EntityTooLarge";
            case 429, 503 -> "SlowDown";
            default -> status < 500 ? "InvalidRequest" : "InternalError";
        };
    }
}
