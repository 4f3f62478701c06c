package studio.atelier.backend.data.http;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import studio.atelier.backend.data.DataProblem;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the database refuses, as clients are told: its state as code and an HTTP status by its state.
/// Source: wire reference 3.9.
final class DatabaseRefusal {

    private static final JsonMapper JSON = new JsonMapper();

    private DatabaseRefusal() {}

    /// @param known whether the caller is somebody; a right is refused to nobody with 401
    static ProblemException of(SQLException failure, boolean known) {
        if (failure instanceof SQLTransientConnectionException && failure.getSQLState() == null) {
            return new Problem(
                            DataProblem.DATABASE_BUSY,
                            "Timed out acquiring connection from connection pool.",
                            List.of(),
                            java.time.Duration.ofSeconds(2),
                            Map.of())
                    .exception(failure);
        }
        ServerErrorMessage said = failure instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (said == null) {
            return new Problem(
                            DataProblem.DATABASE_GONE,
                            "Database connection error.",
                            List.of(),
                            java.time.Duration.ofSeconds(5),
                            Map.of())
                    .exception(failure);
        }
        String message = said.getMessage() == null ? "" : said.getMessage();
        if (state.equals("PGRST")) {
            return raised(message, said.getDetail());
        }
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put(DataProblem.WIRE_CODE, state);
        extra.put(DataProblem.STATUS, status(state, message, known));
        put(extra, DataProblem.DETAILS, said.getDetail());
        put(extra, DataProblem.HINT, said.getHint());
        if (state.startsWith("PT")) {
            extra.put(DataProblem.REASON, message);
        }
        return new Problem(DataProblem.DATABASE, message, List.of(), null, extra).exception(failure);
    }

    private static void put(Map<String, Object> extra, String name, @Nullable String value) {
        if (value != null) {
            extra.put(name, value);
        }
    }

    private static int status(String state, String message, boolean known) {
        return switch (state) {
            case "23503", "23505" -> 409;
            case "25006" -> 405;
            case "21000" -> message.endsWith("requires a WHERE clause") ? 400 : 500;
            case "22023" -> message.startsWith("role") && message.endsWith("does not exist") ? 401 : 400;
            case "53400" -> 500;
            case "57P01" -> 503;
            case "P0001" -> 400;
            case "42883" -> message.startsWith("function xmlagg(") ? 406 : 404;
            case "42P01" -> 404;
            case "42P17" -> 500;
            case "42501" -> known ? 403 : 401;
            default -> byClass(state);
        };
    }

    private static int byClass(String state) {
        if (state.startsWith("PT")) {
            String digits = state.substring(2);
            return digits.matches("[2-5][0-9]{2}") ? Integer.parseInt(digits) : 500;
        }
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08", "53" -> 503;
            case "0L", "0P", "28" -> 403;
            case "09", "25", "2D", "38", "39", "3B", "40", "54", "55", "57", "58", "F0", "HV", "P0", "XX" -> 500;
            default -> 400;
        };
    }

    /// `raise sqlstate 'PGRST'`: the function says all of the answer.
    private static ProblemException raised(String message, @Nullable String detail) {
        JsonNode body = object(message);
        if (body == null
                || !body.path("code").isString()
                || !body.path("message").isString()) {
            return invalidRaise(
                    "Invalid JSON value for MESSAGE: '" + message + "'",
                    "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'.");
        }
        String how =
                "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'.";
        if (detail == null) {
            return invalidRaise("DETAIL is missing in the RAISE statement", how);
        }
        JsonNode answer = object(detail);
        if (answer == null
                || !answer.path("status").isInt()
                || !answer.path("headers").isObject()) {
            return invalidRaise("Invalid JSON value for DETAIL: '" + detail + "'", how);
        }
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put(DataProblem.WIRE_CODE, body.path("code").asString());
        extra.put(DataProblem.STATUS, answer.path("status").asInt());
        put(extra, DataProblem.DETAILS, text(body, "details"));
        put(extra, DataProblem.HINT, text(body, "hint"));
        put(extra, DataProblem.REASON, text(answer, "status_text"));
        Map<String, String> headers = new LinkedHashMap<>();
        answer.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asString("")));
        extra.put(DataProblem.HEADERS, headers);
        return new Problem(DataProblem.DATABASE, body.path("message").asString(), List.of(), null, extra).exception();
    }

    private static ProblemException invalidRaise(String details, String hint) {
        return DataProblem.RAISE_INVALID.problem(
                "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error", details, hint);
    }

    private static @Nullable JsonNode object(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? node : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    private static @Nullable String text(JsonNode node, String member) {
        return node.path(member).isString() ? node.path(member).asString() : null;
    }
}
