package studio.atelier.platform.http.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import studio.atelier.platform.http.HttpProblem;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemCode;
import studio.atelier.platform.problem.ProblemException;

/// What a failure means to the caller. Everything not named here is our fault.
final class Refusals {

    private static final Duration DATABASE_WAIT = Duration.ofSeconds(5);
    private static final Duration BUSY_WAIT = Duration.ofSeconds(2);
    private static final Duration DISK_WAIT = Duration.ofSeconds(60);

    /// Longer chains of causes are a loop.
    private static final int CAUSES_MAX = 20;

    private static final String NO_TEXT = "A text holds a character that cannot be kept, such as U+0000. Leave it out.";

    private Refusals() {}

    static Problem of(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++, cause = cause.getCause()) {
            Problem known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return plain(HttpProblem.INTERNAL);
    }

    /// For what the container refused by itself with nothing but a status.
    static Problem ofStatus(int status) {
        return plain(
                switch (status) {
                    case 401 -> HttpProblem.SIGN_IN_REQUIRED;
                    case 403 -> HttpProblem.FORBIDDEN;
                    case 404 -> HttpProblem.NOT_FOUND;
                    case 405 -> HttpProblem.METHOD_NOT_ALLOWED;
                    case 406 -> HttpProblem.NOT_ACCEPTABLE;
                    case 413 -> HttpProblem.BODY_TOO_LARGE;
                    case 415 -> HttpProblem.MEDIA_TYPE_UNSUPPORTED;
                    case 431 -> HttpProblem.HEADERS_TOO_LARGE;
                    case 503 -> HttpProblem.OVERLOADED;
                    default -> status < 500 ? HttpProblem.REQUEST_MALFORMED : HttpProblem.INTERNAL;
                });
    }

    /// For a request that was forwarded to the error page.
    static Problem ofErrorDispatch(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
            return of(failure);
        }
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
                ? ofStatus(status)
                : plain(HttpProblem.NOT_FOUND);
    }

    static String tooLarge(long bytesMax) {
        return "The body may have at most " + bytesMax + " bytes here.";
    }

    private static @Nullable Problem known(Throwable failure) {
        return switch (failure) {
            case ProblemException refusal -> refusal.problem();
            case BodyTooLarge large -> Problem.of(HttpProblem.BODY_TOO_LARGE, tooLarge(large.bytesMax()));
            case SQLException sql -> ofDatabase(sql);
            case IOException io -> noSpace(io) ? later(HttpProblem.DISK_FULL, DISK_WAIT) : null;
            case HttpRequestMethodNotSupportedException _ -> plain(HttpProblem.METHOD_NOT_ALLOWED);
            case HttpMediaTypeNotSupportedException _ -> plain(HttpProblem.MEDIA_TYPE_UNSUPPORTED);
            case HttpMediaTypeNotAcceptableException _ -> plain(HttpProblem.NOT_ACCEPTABLE);
            case MissingServletRequestParameterException missing ->
                parameter("?" + missing.getParameterName(), "required", "This parameter is required.");
            case MissingServletRequestPartException missing ->
                parameter("/" + missing.getRequestPartName(), "required", "This part is required.");
            case MissingRequestValueException _ -> plain(HttpProblem.REQUEST_MALFORMED);
            case MethodArgumentTypeMismatchException wrong -> mismatch(wrong);
            case TypeMismatchException _ -> plain(HttpProblem.PARAMETER_INVALID);
            case ErrorResponse response -> ofStatus(response.getStatusCode().value());
            case org.springframework.http.converter.HttpMessageNotReadableException unreadable ->
                unreadable.getCause() == null ? plain(HttpProblem.BODY_MALFORMED) : null;
            case HttpException http -> ofStatus(http.getCode());
            default -> null;
        };
    }

    /// A path that does not parse names nothing; a query that does not parse is a mistake worth naming.
    private static Problem mismatch(MethodArgumentTypeMismatchException wrong) {
        boolean path =
                wrong.getParameter().hasParameterAnnotation(org.springframework.web.bind.annotation.PathVariable.class);
        return path
                ? plain(HttpProblem.NOT_FOUND)
                : parameter("?" + wrong.getName(), "wrong_type", "This value cannot be read.");
    }

    private static Problem parameter(String pointer, String code, String detail) {
        return Problem.of(HttpProblem.PARAMETER_INVALID, detail + " (" + pointer + ")")
                .withFaults(List.of(new FieldFault(pointer, code, detail)));
    }

    /// Source of the states: PostgreSQL's manual, appendix A.
    private static @Nullable Problem ofDatabase(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.equals("53100")) {
            return later(HttpProblem.DISK_FULL, DISK_WAIT);
        }
        if (state.startsWith("08") || state.equals("57P01") || state.equals("57P02") || state.equals("57P03")) {
            return later(HttpProblem.DATABASE_UNAVAILABLE, DATABASE_WAIT);
        }
        if (state.startsWith("53") || state.equals("57014") || state.equals("55P03") || state.startsWith("40")) {
            return later(HttpProblem.OVERLOADED, BUSY_WAIT);
        }
        if (failure instanceof SQLTransientConnectionException) {
            // The pool waited in vain: for the database, which its cause tells, or for one of its own connections.
            return failure.getCause() == null
                    ? later(HttpProblem.OVERLOADED, BUSY_WAIT)
                    : later(HttpProblem.DATABASE_UNAVAILABLE, DATABASE_WAIT);
        }
        return switch (state) {
            case "42501" -> plain(HttpProblem.FORBIDDEN);
            case "22021", "22P05" -> Problem.of(HttpProblem.REQUEST_MALFORMED, NO_TEXT);
            default -> null;
        };
    }

    private static boolean noSpace(IOException failure) {
        String message = failure.getMessage();
        return message != null && (message.contains("No space left") || message.contains("Disk quota exceeded"));
    }

    private static Problem plain(ProblemCode code) {
        return Problem.of(code, code.action());
    }

    private static Problem later(ProblemCode code, Duration wait) {
        return plain(code).withRetryAfter(wait);
    }
}
