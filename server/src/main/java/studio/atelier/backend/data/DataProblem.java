package studio.atelier.backend.data;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemCode;
import studio.atelier.platform.problem.ProblemException;

/// What the data API refuses by itself, each with the code its clients compare. Source: wire reference 3.9.
public enum DataProblem implements ProblemCode {
    QUERY_MALFORMED("data.query_malformed", "PGRST100", 400, "Correct the query string where the message points."),
    RPC_METHOD("data.rpc_method", "PGRST101", 405, "Call functions with GET, HEAD or POST."),
    BODY_INVALID("data.body_invalid", "PGRST102", 400, "Send a body in the announced format."),
    RANGE("data.range", "PGRST103", 416, "Ask for rows that are there."),
    PUT_FILTERS("data.put_filters", "PGRST105", 405, "Filter by all primary key columns with eq, and by nothing else."),
    SCHEMA("data.schema", "PGRST106", 406, "Name an exposed schema."),
    MEDIA_TYPE("data.media_type", "PGRST107", 406, "Accept a media type this resource has."),
    NOT_EMBEDDED("data.not_embedded", "PGRST108", 400, "Select the related resource before filtering by it."),
    RESPONSE_HEADERS("data.response_headers", "PGRST111", 500, "Set response.headers to an array of objects."),
    RESPONSE_STATUS("data.response_status", "PGRST112", 500, "Set response.status to an HTTP status."),
    PUT_LIMIT("data.put_limit", "PGRST114", 400, "Leave limit and offset out of PUT."),
    PUT_KEY("data.put_key", "PGRST115", 400, "Send the key of the address in the body too."),
    NOT_SINGULAR("data.not_singular", "PGRST116", 406, "Narrow the filters until one row remains."),
    METHOD("data.method", "PGRST117", 405, "Use GET, HEAD, POST, PATCH, PUT or DELETE."),
    RELATED_ORDER("data.related_order", "PGRST118", 400, "Order by a resource that is related to-one."),
    EMBED_FILTER("data.embed_filter", "PGRST120", 400, "Filter a related resource by is.null or not.is.null."),
    RAISE_INVALID("data.raise_invalid", "PGRST121", 500, "Correct the JSON that the function raises."),
    PREFERENCES("data.preferences", "PGRST122", 400, "Send only known preferences, or handling=lenient."),
    AGGREGATES("data.aggregates", "PGRST123", 400, "Ask the operator to allow aggregates."),
    MAX_AFFECTED("data.max_affected", "PGRST124", 400, "Narrow the filters, or allow more rows."),
    PATH("data.path", "PGRST125", 404, "Name a table, a view or rpc/ and a function."),
    NOT_IMPLEMENTED("data.not_implemented", "PGRST127", 400, "Ask in another way."),
    MAX_AFFECTED_RPC("data.max_affected_rpc", "PGRST128", 400, "Use max-affected with functions that return a set."),
    NO_RELATIONSHIP("data.no_relationship", "PGRST200", 400, "Embed resources that a foreign key joins."),
    MANY_RELATIONSHIPS("data.many_relationships", "PGRST201", 300, "Say by a hint which relationship is meant."),
    NO_FUNCTION("data.no_function", "PGRST202", 404, "Check the function's name and its parameters."),
    MANY_FUNCTIONS("data.many_functions", "PGRST203", 300, "Give overloaded functions different parameter names."),
    NO_COLUMN("data.no_column", "PGRST204", 400, "Check the column's name."),
    NO_TABLE("data.no_table", "PGRST205", 404, "Check the table's name and schema."),
    TOO_COMPLEX("data.too_complex", "PGRST100", 400, "Ask for less at once."),
    DATABASE("data.database", "", 400, "Read what the database says in message, details and hint."),
    DATABASE_BUSY("data.database_busy", "PGRST003", 504, "Try again shortly."),
    DATABASE_GONE("data.database_gone", "PGRST000", 503, "Try again shortly.");

    /// Names of the extra members that the dialect reads.
    public static final String DETAILS = "details";

    public static final String HINT = "hint";
    public static final String WIRE_CODE = "wire_code";
    public static final String STATUS = "wire_status";
    public static final String REASON = "reason_phrase";
    public static final String HEADERS = "wire_headers";

    private final String code;
    private final String wire;
    private final int status;
    private final String action;

    DataProblem(String code, String wire, int status, String action) {
        this.code = code;
        this.wire = wire;
        this.status = status;
        this.action = action;
    }

    @Override
    public String code() {
        return code;
    }

    /// As clients know it; empty where the database gives it.
    public String wire() {
        return wire;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        String words = name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return "Data API: " + words;
    }

    @Override
    public String action() {
        return action;
    }

    /// @param details what is wrong exactly, JSON-ready; null for none
    /// @param hint    what may help; null for none
    public ProblemException problem(String message, @Nullable Object details, @Nullable String hint) {
        Map<String, Object> extra = new LinkedHashMap<>();
        if (details != null) {
            extra.put(DETAILS, details);
        }
        if (hint != null) {
            extra.put(HINT, hint);
        }
        return new Problem(this, message, java.util.List.of(), null, extra).exception();
    }
}
